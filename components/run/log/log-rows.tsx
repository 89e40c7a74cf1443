'use client'

import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect } from 'react'
import type { Answered } from '@/lib/contract/run'
import type { LogLines } from './log-lines'
import { LogRow } from './log-row'
import { selectedRows } from './selection'
import type { Metrics } from './use-metrics'
import type { Rows } from './wrapping'

const OVERSCAN = 20
/** Before anything is measured, and at least. */
const ROWS_IN_SIGHT = 40

/** The rows in sight, and a few around them: the only ones that are in the page. */
export function LogRows({
  scroller,
  lines,
  rows,
  count,
  metrics,
  following,
  gutter,
  query,
  current,
  failed,
  answers,
}: {
  scroller: RefObject<HTMLElement | null>
  lines: LogLines
  rows: Rows
  /** How many rows there are, as the scrolling knows it: they may be more by now. */
  count: number
  metrics: Metrics
  following: boolean
  gutter: number
  query: string
  current: number | undefined
  failed: ReadonlySet<number>
  answers: ReadonlyMap<number, Answered>
}) {
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => metrics.row,
    overscan: OVERSCAN,
    useFlushSync: false,
    rangeExtractor: (range) => extract(range, following, scroller.current),
  })
  useEffect(() => {
    if (metrics.row > 0) virtualizer.measure()
  }, [metrics.row, virtualizer])

  return (
    <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index }) => {
        const { line, start, end, last } = rows.place(index)
        return (
          <LogRow
            key={index}
            row={index}
            number={start === 0 ? line + 1 : undefined}
            raw={lines.raw(line)}
            colours={lines.coloursAt(line)}
            start={start}
            end={end}
            query={query}
            failed={failed.has(line)}
            current={line === current}
            answered={last ? answers.get(line)?.by : undefined}
            top={index * metrics.row}
            height={metrics.row}
            gutter={gutter}
          />
        )
      })}
    </div>
  )
}

/**
 * Which rows to draw. While the end is followed it is the last ones, wherever the scroll stood before they came, so
 * that no empty frame is seen; and the ends of a selection stay as long as it stands.
 */
function extract(range: Range, following: boolean, scroller: HTMLElement | null): number[] {
  const inSight = Math.max(ROWS_IN_SIGHT, range.endIndex - range.startIndex + 1)
  const end = range.count - 1
  const shown = following
    ? { ...range, startIndex: Math.max(0, end - inSight), endIndex: Math.max(0, end) }
    : range
  const drawn = defaultRangeExtractor(shown)
  const held = scroller ? selectedRows(scroller).filter((row) => row < range.count) : []
  return held.length === 0 ? drawn : [...new Set([...drawn, ...held])].sort((a, b) => a - b)
}
