'use client'

import { ArrowDownToLine } from 'lucide-react'
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { useLatest } from '@/components/ui/use-latest'
import type { Answered } from '@/lib/contract/run'
import type { RunWatch } from '../run-watch'
import { useGrowth } from '../use-run-watch'
import { startsOf } from './line-text'
import { LogRows } from './log-rows'
import type { LogSource } from './log-source'
import { LogToolbar } from './log-toolbar'
import type { Rows } from './rows'
import type { Extent } from './scroll-place'
import { useCopy } from './use-copy'
import { type Jump, nameLine, useJumps } from './use-jump'
import { useLogSearch } from './use-log-search'
import { type Metrics, useMetrics } from './use-metrics'
import { useParts } from './use-parts'
import { usePlace } from './use-place'

/** Characters at both sides of the line numbers, with the mark that folds. */
const GUTTER_EDGES = 5
const LEAST_DIGITS = 4

/** A region that scrolls must be reachable by keyboard. */
const REACHABLE = { tabIndex: 0 }

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
  watch: RunWatch
  /** More may come. */
  live: boolean
  hosts: readonly string[]
  /** Lines (from 1) at which something failed. */
  failures: readonly number[]
  answers: readonly Answered[]
  viewer: boolean
  wish: Jump | undefined
  onFailure: (() => void) | undefined
}) {
  const t = useTranslations('run.log')
  const { lines } = watch
  useGrowth(watch)
  const scroller = useRef<HTMLElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [wrap, setWrap] = useState(true)
  const [current, setCurrent] = useState<number>()
  const gutter = Math.max(LEAST_DIGITS, String(lines.count).length) + GUTTER_EDGES
  const metrics = useMetrics(scroller, gutter + 1)
  const columns = wrap ? metrics.columns : undefined
  const parts = useParts(watch.outline, lines.count)
  const { rows } = parts
  const extent = useExtent(lines, rows, metrics, columns)
  const looked = usePlace(scroller, extent)
  const copying = useCopy(watch.id, lines, rows)
  const failed = useMemo(() => new Set(failures.map((line) => line - 1)), [failures])
  /** A line that is not shown is, once somebody goes to it. */
  const [behind, setBehind] = useState<number>()

  function show(line: number) {
    setCurrent(line)
    if (rows.has(line)) return looked.show(rows.rowOf(line))
    parts.showAll()
    setBehind(line)
  }
  if (behind !== undefined && rows.has(behind)) {
    setBehind(undefined)
    looked.show(rows.rowOf(behind))
  }
  const topLine = () => rows.lineAt(looked.place.row)
  const search = useLogSearch({ run: watch.id, finished: lines.finished, topLine, show })
  useJumps(lines.count, wish, (line) => {
    show(line)
    scroller.current?.focus({ preventScroll: true })
    scroller.current?.closest('section[data-log]')?.scrollIntoView({ block: 'nearest' })
  })

  const name = useCallback(
    (line: number) => {
      nameLine(watch.id, line + 1)
      setCurrent(line)
    },
    [watch.id],
  )
  const copyAll = useLatest(copying.copyAll)
  const toggleWrap = useCallback(() => setWrap((before) => !before), [])
  const toFailure = useLatest(() => onFailure?.())

  function pressed(event: KeyboardEvent) {
    const isOnLines = event.target === scroller.current
    if ((event.key === 'f' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && isOnLines)) {
      input.current?.select()
      input.current?.focus()
    } else if (event.key === 'Home' && isOnLines) looked.toStart()
    else if (event.key === 'End' && isOnLines) looked.follow()
    else return
    event.preventDefault()
  }

  return (
    <section
      data-log
      aria-label={t('label')}
      onKeyDown={pressed}
      className="relative flex h-full min-h-0 flex-col overflow-hidden rounded-md border border-line"
    >
      <LogToolbar
        search={search}
        chooser={parts.chooser}
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
        {...REACHABLE}
        onScroll={looked.onScroll}
        onCopy={copying.onCopy}
        className="min-h-0 flex-1 overflow-auto overscroll-contain bg-sunken font-mono text-sm [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        {rows.count === 0 && (
          <p className="p-3 font-sans text-muted">
            {t(
              parts.isReading || lines.offset === undefined
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
            extent={extent}
            place={looked.place}
            columns={columns}
            gutter={gutter}
            drawn={{
              query: search.query,
              current,
              failed,
              answers,
              folded: parts.chooser.choice.folded,
              onFold: parts.fold,
              onName: name,
            }}
          />
        )}
      </section>
      {!looked.following && (
        <div className="absolute right-4 bottom-3">
          <Button size="small" icon={ArrowDownToLine} onClick={looked.follow} className="shadow-lift">
            {t(live ? 'follow' : 'toEnd')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** As many of the newest lines tell what a line takes on the average. */
const SAMPLE = 500

function useExtent(
  lines: LogSource,
  rows: Rows,
  { row, view }: Metrics,
  columns: number | undefined,
): Extent {
  const { count } = rows
  const heightOf = (at: number) => startsOf(lines.line(rows.lineAt(at)), columns).length * row
  // Of a long log it is not counted anew with every line, or the scroll bar would tremble.
  const key = `${count <= SAMPLE ? count : Math.ceil(Math.log2(count))} ${columns} ${row}`
  const [usual, setUsual] = useState({ key: '', pixels: row })
  if (usual.key !== key) {
    const first = Math.max(0, count - SAMPLE)
    let sum = 0
    for (let at = first; at < count; at += 1) sum += heightOf(at)
    setUsual({ key, pixels: Math.max(row, sum / Math.max(1, count - first)) })
  }
  return { count, view, heightOf, usual: usual.pixels }
}
