'use client'

import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import type { PromptAnswer } from '@/lib/run/prompt'
import type { LogLine } from '../cache/log-cache'
import { occurrences } from '../search/search'
import { lineSpans, type StyledSpan } from './styled-spans'

export interface RowProps {
  row: number
  /** Line number, from 0. */
  line: number
  /** Total number of rows. */
  rowCount: number
  /** Undefined while it is loading. */
  content: LogLine | undefined
  /** Offsets in the text at which its rows start. */
  starts: readonly number[]
  /** Offset at which the visible text ends; undefined for all of it. */
  end: number | undefined
  query: string
  /** A task failed at this line. */
  failed: boolean
  /** The line was jumped to, or is the current match. */
  current: boolean
  /** The author of the answer to the prompt on this line. */
  answered: PromptAnswer['by'] | undefined
  /** Set on the banner of a play or task. */
  fold: 'folded' | 'open' | undefined
  onFold: (line: number) => void
  onLink: (line: number) => void
  top: number
  height: number
  gutter: number
}

/** A line that is not wrapped is truncated to this length. */
const MAX_RENDERED_CHARS = 10_000

/** A line of the log. Memoized: re-renders only if its own props changed. */
export const LogRow = memo(function LogRow(props: RowProps) {
  const { row, rowCount, content, starts, end, query, failed, current, answered, top, height } = props
  const spans = content ? lineSpans(content.raw, content.colours) : []
  const visibleEnd = end ?? (starts.length > 1 ? Number.POSITIVE_INFINITY : MAX_RENDERED_CHARS)
  return (
    <li
      data-row={row}
      aria-posinset={row + 1}
      aria-setsize={rowCount}
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
        {starts.length === 1 && <Spans spans={sliceSpans(spans, 0, visibleEnd)} query={query} />}
        {starts.length > 1 &&
          starts.map((start, at) => (
            <span key={start} className="block h-5">
              <Spans spans={sliceSpans(spans, start, starts[at + 1] ?? visibleEnd)} query={query} />
            </span>
          ))}
      </span>
      {answered && <AnswerBadge by={answered} />}
    </li>
  )
})

function Gutter({ line, gutter, failed, fold, onFold, onLink }: RowProps) {
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
          onLink(line)
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

/** The spans between two offsets of a line's text, each with its own offset. */
function sliceSpans(spans: readonly StyledSpan[], start: number, end: number): PositionedSpan[] {
  let at = 0
  return spans.flatMap((span) => {
    const from = at
    at += span.text.length
    const text = span.text.slice(Math.max(0, start - from), Math.max(0, end - from))
    return text ? [{ ...span, text, at: from }] : []
  })
}

/** Renders unstyled text without a `<span>`; element creation is the bottleneck in fast logs. */
function Spans({ spans, query }: { spans: readonly PositionedSpan[]; query: string }) {
  return spans.map((span) =>
    span.className === '' && query === '' ? (
      span.text
    ) : (
      <HighlightedSpan key={span.at} span={span} query={query} />
    ),
  )
}

/** A styled span with the matches of the query highlighted. */
function HighlightedSpan({ span: { text, className }, query }: { span: PositionedSpan; query: string }) {
  const offsets = occurrences(text, query)
  if (offsets.length === 0) return <span className={className || undefined}>{text}</span>
  const parts = offsets.map((at, index) => ({
    at,
    before: text.slice(index === 0 ? 0 : (offsets[index - 1] ?? 0) + query.length, at),
    match: text.slice(at, at + query.length),
  }))
  return (
    <span className={className || undefined}>
      {parts.map(({ at, before, match }) => (
        <span key={at}>
          {before}
          <mark className="rounded-xs bg-accent-fill text-on-fill">{match}</mark>
        </span>
      ))}
      {text.slice((offsets.at(-1) ?? 0) + query.length)}
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
