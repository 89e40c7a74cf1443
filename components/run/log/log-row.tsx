'use client'

import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import type { PromptAnswer } from '@/lib/contract/run'
import type { LogLine } from './log-cache'
import { occurrences } from './search'
import { lineSpans, type StyledSpan } from './styled-spans'

export interface RowProps {
  row: number
  /** Counts from 0. */
  line: number
  /** How many rows there are. */
  of: number
  /** Undefined: it has not come yet. */
  content: LogLine | undefined
  /** Where its rows begin in its text. */
  starts: readonly number[]
  /** Where its text ends for the eye; undefined: where it ends. */
  end: number | undefined
  query: string
  /** A failure stands here. */
  failed: boolean
  /** The line that was jumped to, or the match that is looked at. */
  current: boolean
  /** An answer that was given at this line. */
  answered: PromptAnswer['by'] | undefined
  /** A play or a task begins here; folded, or not. */
  fold: 'folded' | 'open' | undefined
  onFold: (line: number) => void
  onName: (line: number) => void
  top: number
  height: number
  gutter: number
}

/** Of a line that is not wrapped, this much is shown. */
const MAX_RENDERED_CHARS = 10_000

/** One line of the log. Drawn anew only when something of it changed. */
export const LogRow = memo(function LogRow(props: RowProps) {
  const { row, of, content, starts, end, query, failed, current, answered, top, height } = props
  const spans = content ? lineSpans(content.raw, content.colours) : []
  const shown = end ?? (starts.length > 1 ? Number.POSITIVE_INFINITY : MAX_RENDERED_CHARS)
  return (
    <li
      data-row={row}
      aria-posinset={row + 1}
      aria-setsize={of}
      aria-current={current || undefined}
      className={cx(
        'absolute left-0 flex min-w-full whitespace-pre',
        failed && 'bg-fail-soft',
        current && 'bg-accent-soft',
      )}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      <Gutter {...props} />
      <span data-text>
        {starts.length === 1 && <Spans spans={sliceSpans(spans, 0, shown)} query={query} />}
        {starts.length > 1 &&
          starts.map((start, at) => (
            <span key={start} className="block h-5">
              <Spans spans={sliceSpans(spans, start, starts[at + 1] ?? shown)} query={query} />
            </span>
          ))}
      </span>
      {answered && <AnswerBadge by={answered} />}
    </li>
  )
})

function Gutter({ line, gutter, failed, fold, onFold, onName }: RowProps) {
  const t = useTranslations('run.log')
  const number = line + 1
  const Chevron = fold === 'folded' ? ChevronRight : ChevronDown
  return (
    <span
      className={cx('flex shrink-0 pr-3 pl-1 select-none', failed ? 'text-fail' : 'text-faint')}
      style={{ width: `${gutter}ch` }}
    >
      {fold && (
        <button
          type="button"
          tabIndex={-1}
          aria-expanded={fold === 'open'}
          aria-label={t(fold === 'folded' ? 'unfold' : 'fold', { line: number })}
          onClick={() => onFold(line)}
          className="flex h-5 w-4 shrink-0 items-center justify-center rounded-sm hover:bg-hover hover:text-ink"
        >
          <Chevron aria-hidden size={14} />
        </button>
      )}
      <a
        href={`#L${number}`}
        tabIndex={-1}
        aria-label={t('lineLink', { line: number })}
        onClick={(event) => {
          event.preventDefault()
          onName(line)
        }}
        className="flex-1 text-right text-inherit no-underline hover:text-ink"
      >
        {number}
      </a>
    </span>
  )
}

interface PositionedSpan extends StyledSpan {
  at: number
}

/** What stands between two places of a line's text, each piece with its own. */
function sliceSpans(spans: readonly StyledSpan[], start: number, end: number): PositionedSpan[] {
  let at = 0
  return spans.flatMap((span) => {
    const from = at
    at += span.text.length
    const text = span.text.slice(Math.max(0, start - from), Math.max(0, end - from))
    return text ? [{ ...span, text, at: from }] : []
  })
}

/** Text that has no look of its own needs no element: a log may come by faster than elements are made. */
function Spans({ spans, query }: { spans: readonly PositionedSpan[]; query: string }) {
  return spans.map((span) =>
    span.look === '' && query === '' ? (
      span.text
    ) : (
      <HighlightedSpan key={span.at} span={span} query={query} />
    ),
  )
}

/** A piece of one look, with what is searched for marked in it. */
function HighlightedSpan({ span: { text, look }, query }: { span: PositionedSpan; query: string }) {
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

function AnswerBadge({ by }: { by: PromptAnswer['by'] }) {
  const t = useTranslations('run.log.answeredBy')
  return (
    <span className="ml-3 rounded-sm bg-accent-soft px-1.5 font-sans text-xs leading-5 text-accent select-none">
      {t(by)}
    </span>
  )
}
