'use client'

import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { Answered } from '@/lib/contract/run'
import { answerAt, endOf, isBanner, startsOf } from './line-text'
import { LogRow } from './log-row'
import type { LogSource } from './log-source'
import { rowKeys } from './row-keys'
import type { Rows } from './rows'
import { type Extent, type Place, rangeOf, rowsInSight } from './scroll-place'
import { selectedRows } from './selection'

/** Rows beyond the edges that are drawn as well. */
const MORE_ROWS = 6
/** Lines beyond the edges that are asked for as well. */
const MORE_LINES = 150

export interface Drawn {
  query: string
  /** The line that was jumped to, from 0. */
  current: number | undefined
  failed: ReadonlySet<number>
  answers: readonly Answered[]
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
  lines: LogSource
  rows: Rows
  extent: Extent
  place: Place
  /** Where lines are wrapped; undefined: they are not. */
  columns: number | undefined
  gutter: number
  drawn: Drawn
}) {
  const t = useTranslations('run.log')
  const inSight = rowsInSight(extent, place, MORE_ROWS)
  useEffect(() => {
    const first = rows.lineAt(inSight[0]?.row ?? 0)
    const last = rows.lineAt(inSight.at(-1)?.row ?? 0)
    if (last - first < 2 * inSight.length) lines.want(first - MORE_LINES, last + MORE_LINES)
    else for (const { row } of inSight) lines.want(rows.lineAt(row), rows.lineAt(row) + 1)
  })
  const shown = withHeld(inSight, scroller.current, extent)
  const keys = useRowKeys(shown.map(({ row }) => rows.lineAt(row)))
  return (
    <div className="relative w-max min-w-full" style={{ height: rangeOf(extent) }}>
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
              starts={startsOf(content, columns)}
              end={endOf(content, columns)}
              query={drawn.query}
              failed={drawn.failed.has(line)}
              current={line === drawn.current}
              answered={content && answerAt(content, drawn.answers)}
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
  const keys = rowKeys(drawn.current, lines)
  useLayoutEffect(() => {
    drawn.current = keys
  })
  return keys
}

type Row = ReturnType<typeof rowsInSight>[number]

/** The ends of a selection stay in the page as long as it stands, out of sight. */
function withHeld(inSight: readonly Row[], scroller: HTMLElement | null, extent: Extent): Row[] {
  const held = scroller ? selectedRows(scroller).filter((row) => row < extent.count) : []
  const missing = [...new Set(held)].filter((row) => !inSight.some((one) => one.row === row))
  const first = inSight[0]?.row ?? 0
  const placed = missing.map((row) => ({
    row,
    top: row < first ? -extent.view - extent.heightOf(row) : 2 * extent.view,
  }))
  return placed.length === 0 ? [...inSight] : [...inSight, ...placed].sort((a, b) => a.row - b.row)
}
