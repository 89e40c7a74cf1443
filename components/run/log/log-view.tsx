'use client'

import { ArrowDownToLine } from 'lucide-react'
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { useLatestCallback } from '@/components/ui/hooks/use-latest-callback'
import type { PromptAnswer } from '@/lib/run/prompt'
import type { RunState } from '@/lib/run/state'
import { hasEnded } from '../plays'
import type { RunSubscription } from '../run-subscription'
import { useLogGrowth } from '../use-run-subscription'
import type { LogCache } from './cache/log-cache'
import { rowStarts } from './rows/line-text'
import { LogRows } from './rows/log-rows'
import type { Rows } from './rows/rows'
import { useLogCopy } from './rows/use-log-copy'
import type { Viewport } from './scroll/scroll-math'
import { type JumpTarget, setLineInUrl, useJumpToLine } from './scroll/use-jump-to-line'
import { type Metrics, useMetrics } from './scroll/use-metrics'
import { useScrollPosition } from './scroll/use-scroll-position'
import { LogToolbar } from './search/log-toolbar'
import { useLogFilter } from './search/use-log-filter'
import { useLogSearch } from './search/use-log-search'

/** Characters of padding on both sides of the line numbers, including the fold button. */
const GUTTER_EDGES = 5
const MIN_DIGITS = 4

/** A scrollable region must be reachable by keyboard. */
const FOCUSABLE = { tabIndex: 0 }

/** The log of a run. Only the visible rows are in the page. */
export function LogView({
  subscription,
  state,
  hosts,
  failures,
  answers,
  viewer,
  target,
  onFailure,
}: {
  subscription: RunSubscription
  state: RunState
  hosts: readonly string[]
  /** Lines of failures, from 1. */
  failures: readonly number[]
  answers: readonly PromptAnswer[]
  viewer: boolean
  target: JumpTarget | undefined
  onFailure: (() => void) | undefined
}) {
  const t = useTranslations('run.log')
  const { lines } = subscription
  const live = !hasEnded(state)
  useLogGrowth(subscription)
  const scroller = useRef<HTMLElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [wrap, setWrap] = useState(true)
  const [current, setCurrent] = useState<number>()
  const gutter = Math.max(MIN_DIGITS, String(lines.count).length) + GUTTER_EDGES
  const metrics = useMetrics(scroller, gutter + 1)
  const columns = wrap ? metrics.columns : undefined
  const filtered = useLogFilter(subscription.outline, lines.count)
  const { rows } = filtered
  const viewport = useViewport(lines, rows, metrics, columns)
  const scroll = useScrollPosition(scroller, viewport)
  const copying = useLogCopy(subscription.id, lines, rows)
  const failed = useMemo(() => new Set(failures.map((line) => line - 1)), [failures])
  /** A filtered line to scroll to once the filter is cleared. */
  const [pendingLine, setPendingLine] = useState<number>()

  function show(line: number) {
    setCurrent(line)
    if (rows.has(line)) return scroll.scrollToRow(rows.rowOf(line))
    filtered.clearFilter()
    setPendingLine(line)
  }
  if (pendingLine !== undefined && rows.has(pendingLine)) {
    setPendingLine(undefined)
    scroll.scrollToRow(rows.rowOf(pendingLine))
  }
  const topLine = () => rows.lineAt(scroll.position.row)
  const search = useLogSearch({ run: subscription.id, finished: lines.finished, topLine, show })
  useJumpToLine(lines.count, target, (line) => {
    show(line)
    scroller.current?.focus({ preventScroll: true })
    scroller.current?.closest('section[data-log]')?.scrollIntoView({ block: 'nearest' })
  })

  const linkLine = useCallback(
    (line: number) => {
      setLineInUrl(subscription.id, line + 1)
      setCurrent(line)
    },
    [subscription.id],
  )
  const copyAll = useLatestCallback(copying.copyAll)
  const toggleWrap = useCallback(() => setWrap((previous) => !previous), [])
  const toFailure = useLatestCallback(() => onFailure?.())

  function onKeyDown(event: KeyboardEvent) {
    const isOnLines = event.target === scroller.current
    if ((event.key === 'f' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && isOnLines)) {
      input.current?.select()
      input.current?.focus()
    } else if (event.key === 'Home' && isOnLines) scroll.scrollToStart()
    else if (event.key === 'End' && isOnLines) scroll.follow()
    else return
    event.preventDefault()
  }

  return (
    <section
      data-log
      aria-label={t('label')}
      onKeyDown={onKeyDown}
      className="relative flex h-full min-h-0 flex-col overflow-hidden rounded-md border border-line"
    >
      <LogToolbar
        search={search}
        controls={filtered.controls}
        hosts={hosts}
        wrap={wrap}
        onWrap={toggleWrap}
        onCopy={copyAll}
        onFailure={onFailure && toFailure}
        run={subscription.id}
        state={state}
        viewer={viewer}
        input={input}
      />
      <section
        ref={scroller}
        aria-label={t('lines')}
        {...FOCUSABLE}
        onScroll={scroll.onScroll}
        onCopy={copying.onCopy}
        className="min-h-0 flex-1 overflow-auto overscroll-contain bg-sunken font-mono text-sm [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        {rows.count === 0 && (
          <p className="p-3 font-sans text-muted">
            {t(
              filtered.isLoading || lines.offset === undefined
                ? 'reading'
                : lines.count > 0
                  ? 'noMatches'
                  : live
                    ? 'empty'
                    : 'none',
            )}
          </p>
        )}
        {rows.count > 0 && (
          <LogRows
            scroller={scroller}
            lines={lines}
            rows={rows}
            viewport={viewport}
            position={scroll.position}
            columns={columns}
            gutter={gutter}
            decorations={{
              query: search.query,
              current,
              failed,
              answers,
              folded: filtered.controls.filter.folded,
              onFold: filtered.toggleFold,
              onLink: linkLine,
            }}
          />
        )}
      </section>
      {!scroll.isFollowing && (
        <div className="absolute right-4 bottom-3">
          <Button size="small" icon={ArrowDownToLine} onClick={scroll.follow} className="shadow-lift">
            {t(live ? 'follow' : 'toEnd')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** Number of newest lines whose heights are averaged. */
const SAMPLE = 500

function useViewport(
  lines: LogCache,
  rows: Rows,
  { rowHeight, viewHeight }: Metrics,
  columns: number | undefined,
): Viewport {
  const { count } = rows
  const heightOf = (at: number) => rowStarts(lines.line(rows.lineAt(at)), columns).length * rowHeight
  // The average of a long log is not updated with every line, or the scroll bar would jitter.
  const key = `${count <= SAMPLE ? count : Math.ceil(Math.log2(count))} ${columns} ${rowHeight}`
  const [average, setAverage] = useState({ key: '', pixels: rowHeight })
  if (average.key !== key) {
    const first = Math.max(0, count - SAMPLE)
    let sum = 0
    for (let at = first; at < count; at += 1) sum += heightOf(at)
    setAverage({ key, pixels: Math.max(rowHeight, sum / Math.max(1, count - first)) })
  }
  return { count, height: viewHeight, heightOf, averageHeight: average.pixels }
}
