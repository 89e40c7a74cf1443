'use client'

import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { PromptAnswer } from '@/lib/contract/run'
import { answerAtLine, isBanner, rowStarts, visibleEnd } from './line-text'
import type { LogCache } from './log-cache'
import { LogRow } from './log-row'
import { assignRowKeys } from './row-keys'
import type { Rows } from './rows'
import { type ScrollPosition, scrollHeightOf, type Viewport, visibleRows } from './scroll-math'
import { selectedRows } from './selection'

/** Rows beyond the edges that are drawn as well. */
const OVERSCAN_ROWS = 6
/** Lines beyond the edges that are asked for as well. */
const PREFETCH_LINES = 150

export interface RowDecorations {
  query: string
  /** The line that was jumped to, from 0. */
  current: number | undefined
  failed: ReadonlySet<number>
  answers: readonly PromptAnswer[]
  folded: ReadonlySet<number>
  onFold: (line: number) => void
  onName: (line: number) => void
}

/** The rows in sight, and a few around them: the only ones that are in the page. */
export function LogRows({
  scroller,
  lines,
  rows,
  extent,
  place,
  columns,
  gutter,
  drawn,
}: {
  scroller: RefObject<HTMLElement | null>
  lines: LogCache
  rows: Rows
  extent: Viewport
  place: ScrollPosition
  /** Where lines are wrapped; undefined: they are not. */
  columns: number | undefined
  gutter: number
  drawn: RowDecorations
}) {
  const t = useTranslations('run.log')
  const inSight = visibleRows(extent, place, OVERSCAN_ROWS)
  useEffect(() => {
    const first = rows.lineAt(inSight[0]?.row ?? 0)
    const last = rows.lineAt(inSight.at(-1)?.row ?? 0)
    if (last - first < 2 * inSight.length) lines.want(first - PREFETCH_LINES, last + PREFETCH_LINES)
    else for (const { row } of inSight) lines.want(rows.lineAt(row), rows.lineAt(row) + 1)
  })
  const shown = withSelectedRows(inSight, scroller.current, extent)
  const keys = useRowKeys(shown.map(({ row }) => rows.lineAt(row)))
  return (
    <div className="relative w-max min-w-full" style={{ height: scrollHeightOf(extent) }}>
      <ul aria-label={t('lines')} className="sticky top-0 overflow-y-clip" style={{ height: extent.view }}>
        {shown.map(({ row, top }) => {
          const line = rows.lineAt(row)
          const content = lines.line(line)
          return (
            <LogRow
              key={keys.get(line)}
              row={row}
              line={line}
              of={extent.count}
              content={content}
              starts={rowStarts(content, columns)}
              end={visibleEnd(content, columns)}
              query={drawn.query}
              failed={drawn.failed.has(line)}
              current={line === drawn.current}
              answered={content && answerAtLine(content, drawn.answers)}
              fold={content && isBanner(content) ? (drawn.folded.has(line) ? 'folded' : 'open') : undefined}
              onFold={drawn.onFold}
              onName={drawn.onName}
              top={top}
              height={extent.heightOf(row)}
              gutter={gutter}
            />
          )
        })}
      </ul>
    </div>
  )
}

function useRowKeys(lines: readonly number[]): ReadonlyMap<number, number> {
  const drawn = useRef<ReadonlyMap<number, number>>(new Map())
  const keys = assignRowKeys(drawn.current, lines)
  useLayoutEffect(() => {
    drawn.current = keys
  })
  return keys
}

type Row = ReturnType<typeof visibleRows>[number]

/** The ends of a selection stay in the page as long as it stands, out of sight. */
function withSelectedRows(inSight: readonly Row[], scroller: HTMLElement | null, extent: Viewport): Row[] {
  const selected = scroller ? selectedRows(scroller).filter((row) => row < extent.count) : []
  const missing = [...new Set(selected)].filter((row) => !inSight.some((one) => one.row === row))
  const first = inSight[0]?.row ?? 0
  const placed = missing.map((row) => ({
    row,
    top: row < first ? -extent.view - extent.heightOf(row) : 2 * extent.view,
  }))
  return placed.length === 0 ? [...inSight] : [...inSight, ...placed].sort((a, b) => a.row - b.row)
}
