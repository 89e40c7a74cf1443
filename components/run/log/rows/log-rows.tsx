'use client'

import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { PromptAnswer } from '@/lib/run/prompt'
import type { LogCache } from '../cache/log-cache'
import { type ScrollPosition, scrollHeightOf, type Viewport, visibleRows } from '../scroll/scroll-math'
import { answerAtLine, isBanner, rowStarts, visibleEnd } from './line-text'
import { LogRow } from './log-row'
import type { Rows } from './rows'
import { selectedRows } from './selection'

/** Rows rendered above and below the visible ones. */
const OVERSCAN_ROWS = 6
/** Lines loaded above and below the visible ones. */
const PREFETCH_LINES = 150

export interface RowDecorations {
  query: string
  /** The line that was jumped to, from 0. */
  current: number | undefined
  failed: ReadonlySet<number>
  answers: readonly PromptAnswer[]
  folded: ReadonlySet<number>
  onFold: (line: number) => void
  onLink: (line: number) => void
}

/** Renders the visible rows of the log and a few rows around them. */
export function LogRows({
  scroller,
  lines,
  rows,
  viewport,
  position,
  columns,
  gutter,
  decorations,
}: {
  scroller: RefObject<HTMLElement | null>
  lines: LogCache
  rows: Rows
  viewport: Viewport
  position: ScrollPosition
  /** Row width in characters; undefined if lines are not wrapped. */
  columns: number | undefined
  gutter: number
  decorations: RowDecorations
}) {
  const t = useTranslations('run.log')
  const visible = visibleRows(viewport, position, OVERSCAN_ROWS)
  useEffect(() => {
    const first = rows.lineAt(visible[0]?.row ?? 0)
    const last = rows.lineAt(visible.at(-1)?.row ?? 0)
    if (last - first < 2 * visible.length) lines.load(first - PREFETCH_LINES, last + PREFETCH_LINES)
    else for (const { row } of visible) lines.load(rows.lineAt(row), rows.lineAt(row) + 1)
  })
  const rendered = withSelectedRows(visible, scroller.current, viewport)
  const keys = useRowKeys(rendered.map(({ row }) => rows.lineAt(row)))
  return (
    <div className="relative w-max min-w-full" style={{ height: scrollHeightOf(viewport) }}>
      <ul
        aria-label={t('lines')}
        className="sticky top-0 overflow-y-clip"
        style={{ height: viewport.height }}
      >
        {rendered.map(({ row, top }) => {
          const line = rows.lineAt(row)
          const content = lines.line(line)
          return (
            <LogRow
              key={keys.get(line)}
              row={row}
              line={line}
              rowCount={viewport.count}
              content={content}
              starts={rowStarts(content, columns)}
              end={visibleEnd(content, columns)}
              query={decorations.query}
              failed={decorations.failed.has(line)}
              current={line === decorations.current}
              answered={content && answerAtLine(content, decorations.answers)}
              fold={
                content && isBanner(content) ? (decorations.folded.has(line) ? 'folded' : 'open') : undefined
              }
              onFold={decorations.onFold}
              onLink={decorations.onLink}
              top={top}
              height={viewport.heightOf(row)}
              gutter={gutter}
            />
          )
        })}
      </ul>
    </div>
  )
}

function useRowKeys(lines: readonly number[]): ReadonlyMap<number, number> {
  const previous = useRef<ReadonlyMap<number, number>>(new Map())
  const keys = assignRowKeys(previous.current, lines)
  useLayoutEffect(() => {
    previous.current = keys
  })
  return keys
}

/**
 * A React key for each rendered line. A line that was rendered before has the same key again. If all visible rows are
 * replaced at once, as when following a fast log, the previous keys are reused: updating elements is cheaper than creating
 * them. If some rows remain, reuse would move elements instead, so the other rows get new keys.
 * @param previous the keys of the previous rendering, by line
 */
export function assignRowKeys(
  previous: ReadonlyMap<number, number>,
  lines: readonly number[],
): ReadonlyMap<number, number> {
  const free = lines.some((line) => previous.has(line)) ? [] : [...previous.values()]
  let newest = Math.max(-1, ...previous.values())
  let next = 0
  return new Map(lines.map((line) => [line, previous.get(line) ?? free[next++] ?? ++newest]))
}

type Row = ReturnType<typeof visibleRows>[number]

/** Adds the rows in which the selection starts and ends: removing them from the page would clear it. */
function withSelectedRows(visible: readonly Row[], scroller: HTMLElement | null, viewport: Viewport): Row[] {
  const selected = scroller ? selectedRows(scroller).filter((row) => row < viewport.count) : []
  const missing = [...new Set(selected)].filter((row) => !visible.some((other) => other.row === row))
  const first = visible[0]?.row ?? 0
  const added = missing.map((row) => ({
    row,
    top: row < first ? -viewport.height - viewport.heightOf(row) : 2 * viewport.height,
  }))
  return added.length === 0 ? [...visible] : [...visible, ...added].sort((a, b) => a.row - b.row)
}
