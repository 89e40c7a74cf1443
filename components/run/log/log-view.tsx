'use client'

import { ArrowDownToLine } from 'lucide-react'
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { useLatestCallback } from '@/components/ui/use-latest-callback'
import type { PromptAnswer } from '@/lib/contract/run'
import type { RunSubscription } from '../run-subscription'
import { useLogGrowth } from '../use-run-subscription'
import { rowStarts } from './line-text'
import type { LogCache } from './log-cache'
import { LogRows } from './log-rows'
import { LogToolbar } from './log-toolbar'
import type { Rows } from './rows'
import type { Viewport } from './scroll-math'
import { type JumpTarget, setLineInUrl, useJumpToLine } from './use-jump-to-line'
import { useLogCopy } from './use-log-copy'
import { useLogFilter } from './use-log-filter'
import { useLogSearch } from './use-log-search'
import { type Metrics, useMetrics } from './use-metrics'
import { useScrollPosition } from './use-scroll-position'

/** Characters at both sides of the line numbers, with the mark that folds. */
const GUTTER_EDGES = 5
const MIN_DIGITS = 4

/** A region that scrolls must be reachable by keyboard. */
const FOCUSABLE = { tabIndex: 0 }

/** The log of a run as it comes: any of its lines, of which the page holds those around what is in sight. */
export function LogView({
  watch,
  live,
  hosts,
  failures,
  answers,
  viewer,
  wish,
  onFailure,
}: {
  watch: RunSubscription
  /** More may come. */
  live: boolean
  hosts: readonly string[]
  /** Lines (from 1) at which something failed. */
  failures: readonly number[]
  answers: readonly PromptAnswer[]
  viewer: boolean
  wish: JumpTarget | undefined
  onFailure: (() => void) | undefined
}) {
  const t = useTranslations('run.log')
  const { lines } = watch
  useLogGrowth(watch)
  const scroller = useRef<HTMLElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [wrap, setWrap] = useState(true)
  const [current, setCurrent] = useState<number>()
  const gutter = Math.max(MIN_DIGITS, String(lines.count).length) + GUTTER_EDGES
  const metrics = useMetrics(scroller, gutter + 1)
  const columns = wrap ? metrics.columns : undefined
  const filtered = useLogFilter(watch.outline, lines.count)
  const { rows } = filtered
  const viewport = useViewport(lines, rows, metrics, columns)
  const scroll = useScrollPosition(scroller, viewport)
  const copying = useLogCopy(watch.id, lines, rows)
  const failed = useMemo(() => new Set(failures.map((line) => line - 1)), [failures])
  /** A line that is not shown is, once somebody goes to it. */
  const [pendingLine, setPendingLine] = useState<number>()

  function show(line: number) {
    setCurrent(line)
    if (rows.has(line)) return scroll.show(rows.rowOf(line))
    filtered.showAll()
    setPendingLine(line)
  }
  if (pendingLine !== undefined && rows.has(pendingLine)) {
    setPendingLine(undefined)
    scroll.show(rows.rowOf(pendingLine))
  }
  const topLine = () => rows.lineAt(scroll.place.row)
  const search = useLogSearch({ run: watch.id, finished: lines.finished, topLine, show })
  useJumpToLine(lines.count, wish, (line) => {
    show(line)
    scroller.current?.focus({ preventScroll: true })
    scroller.current?.closest('section[data-log]')?.scrollIntoView({ block: 'nearest' })
  })

  const linkLine = useCallback(
    (line: number) => {
      setLineInUrl(watch.id, line + 1)
      setCurrent(line)
    },
    [watch.id],
  )
  const copyAll = useLatestCallback(copying.copyAll)
  const toggleWrap = useCallback(() => setWrap((before) => !before), [])
  const toFailure = useLatestCallback(() => onFailure?.())

  function onKeyDown(event: KeyboardEvent) {
    const isOnLines = event.target === scroller.current
    if ((event.key === 'f' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && isOnLines)) {
      input.current?.select()
      input.current?.focus()
    } else if (event.key === 'Home' && isOnLines) scroll.toStart()
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
        chooser={filtered.chooser}
        hosts={hosts}
        wrap={wrap}
        onWrap={toggleWrap}
        onCopy={copyAll}
        onFailure={onFailure && toFailure}
        run={watch.id}
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
              filtered.isReading || lines.offset === undefined
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
            extent={viewport}
            place={scroll.place}
            columns={columns}
            gutter={gutter}
            drawn={{
              query: search.query,
              current,
              failed,
              answers,
              folded: filtered.chooser.choice.folded,
              onFold: filtered.fold,
              onName: linkLine,
            }}
          />
        )}
      </section>
      {!scroll.following && (
        <div className="absolute right-4 bottom-3">
          <Button size="small" icon={ArrowDownToLine} onClick={scroll.follow} className="shadow-lift">
            {t(live ? 'follow' : 'toEnd')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** As many of the newest lines tell what a line takes on the average. */
const SAMPLE = 500

function useViewport(
  lines: LogCache,
  rows: Rows,
  { row, view }: Metrics,
  columns: number | undefined,
): Viewport {
  const { count } = rows
  const heightOf = (at: number) => rowStarts(lines.line(rows.lineAt(at)), columns).length * row
  // Of a long log it is not counted anew with every line, or the scroll bar would tremble.
  const key = `${count <= SAMPLE ? count : Math.ceil(Math.log2(count))} ${columns} ${row}`
  const [average, setAverage] = useState({ key: '', pixels: row })
  if (average.key !== key) {
    const first = Math.max(0, count - SAMPLE)
    let sum = 0
    for (let at = first; at < count; at += 1) sum += heightOf(at)
    setAverage({ key, pixels: Math.max(row, sum / Math.max(1, count - first)) })
  }
  return { count, view, heightOf, usual: average.pixels }
}
