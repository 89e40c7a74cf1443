'use client'

import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import type { Answered } from '@/lib/contract/run'
import { occurrences } from './search'
import { lineSpans, type Span } from './spans'

export interface RowProps {
  row: number
  /** Line number, from 1; undefined in the further rows of a wrapped line. */
  number: number | undefined
  raw: string
  colours: string
  start: number
  end: number
  query: string
  /** A failure stands here. */
  failed: boolean
  /** The line that was jumped to, or the match that is looked at. */
  current: boolean
  /** An answer that was given at this line. */
  answered: Answered['by'] | undefined
  top: number
  height: number
  gutter: number
}

/** One row of the log. Drawn anew only when something of it changed. */
export const LogRow = memo(function LogRow(props: RowProps) {
  const { row, number, raw, colours, start, end, query, failed, current, answered, top, height, gutter } =
    props
  const spans = cut(lineSpans(raw, colours), start, end)
  return (
    <div
      data-row={row}
      className={cx(
        'absolute left-0 flex min-w-full whitespace-pre',
        failed && 'bg-fail-soft',
        current && 'bg-accent-soft',
      )}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      <span
        aria-hidden
        className={cx('shrink-0 pr-3 pl-2 text-right select-none', failed ? 'text-fail' : 'text-faint')}
        style={{ width: `${gutter}ch` }}
      >
        {number}
      </span>
      <span data-text>
        {spans.map((span) => (
          <Piece key={span.at} span={span} query={query} />
        ))}
      </span>
      {answered && <Answer by={answered} />}
    </div>
  )
})

interface Placed extends Span {
  at: number
}

function cut(spans: readonly Span[], start: number, end: number): Placed[] {
  let at = 0
  return spans.flatMap((span) => {
    const from = at
    at += span.text.length
    const text = span.text.slice(Math.max(0, start - from), Math.max(0, end - from))
    return text ? [{ ...span, text, at: from }] : []
  })
}

/** A piece of one look, with what is searched for marked in it. */
function Piece({ span: { text, look }, query }: { span: Placed; query: string }) {
  const places = occurrences(text, query)
  if (places.length === 0) return <span className={look || undefined}>{text}</span>
  const parts = places.map((at, turn) => ({
    at,
    before: text.slice(turn === 0 ? 0 : (places[turn - 1] ?? 0) + query.length, at),
    found: text.slice(at, at + query.length),
  }))
  return (
    <span className={look || undefined}>
      {parts.map(({ at, before, found }) => (
        <span key={at}>
          {before}
          <mark className="rounded-xs bg-accent-fill text-on-fill">{found}</mark>
        </span>
      ))}
      {text.slice((places.at(-1) ?? 0) + query.length)}
    </span>
  )
}

function Answer({ by }: { by: Answered['by'] }) {
  const t = useTranslations('run.log.answeredBy')
  return (
    <span className="ml-3 rounded-sm bg-accent-soft px-1.5 font-sans text-xs leading-5 text-accent select-none">
      {t(by)}
    </span>
  )
}
