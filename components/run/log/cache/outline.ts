/** Filters and folds the lines of a log by its outline. */

import type { RESULT_STATUSES } from '@/lib/log/ansible/event'
import type { OutlineChunk, OutlineColumns } from '@/lib/log/ansible/outline'

export type Status = (typeof RESULT_STATUSES)[number]

export interface Outline extends OutlineColumns {
  readonly hosts: readonly string[]
}

export const emptyOutline = (): Outline => ({ line: [], lines: [], host: [], kind: [], hosts: [] })

export type OutlineUpdate = Omit<OutlineChunk, 'hosts'> & Partial<Pick<OutlineChunk, 'hosts'>>

/** Appends entries. Returns a new object around the same columns; undefined: entries before these are missing. */
export function appendEntries(outline: Outline, { at, hosts, ...next }: OutlineUpdate): Outline | undefined {
  if (at > outline.kind.length) return undefined
  replaceFrom(outline.line, at, next.line)
  replaceFrom(outline.lines, at, next.lines)
  replaceFrom(outline.host, at, next.host)
  replaceFrom(outline.kind, at, next.kind)
  return { ...outline, hosts: hosts ?? outline.hosts }
}

function replaceFrom<T>(column: T[], at: number, next: readonly T[]) {
  column.length = at
  column.push(...next)
}

export interface LogFilter {
  host: string | undefined
  status: Status | undefined
  /** Lines of plays and tasks that are folded. */
  folded: ReadonlySet<number>
}

/** Lines `from` (inclusive) to `to` (exclusive). */
type LineRange = [from: number, to: number]

/**
 * The visible ones of `count` lines. Results that match the filter appear below the banners of their play and task.
 */
export function visibleRanges(outline: Outline, choice: LogFilter, count: number): LineRange[] {
  const { host, status, folded } = choice
  const isChosen = host !== undefined || status !== undefined
  const spans: LineRange[] = isChosen ? filteredRanges(outline, choice, count) : [[0, count]]
  return folded.size === 0 ? spans : subtractRanges(spans, foldedRanges(outline, folded, count))
}

function filteredRanges(outline: Outline, { host, status }: LogFilter, count: number): LineRange[] {
  const hostIndex = host === undefined ? undefined : outline.hosts.indexOf(host)
  const spans: LineRange[] = []
  /** Banners that are not in `spans` yet. */
  let play: number | undefined
  let task: number | undefined
  for (const [at, kind] of outline.kind.entries()) {
    const line = outline.line[at] ?? 0
    if (line >= count) break
    if (kind === 'play' || kind === 'end') play = kind === 'play' ? line : undefined
    if (kind === 'play' || kind === 'end' || kind === 'task') {
      task = kind === 'task' ? line : undefined
      continue
    }
    if (hostIndex !== undefined && outline.host[at] !== hostIndex) continue
    if (status !== undefined && kind !== status) continue
    for (const banner of [play, task]) if (banner !== undefined) spans.push([banner, banner + 1])
    play = undefined
    task = undefined
    spans.push([line, Math.min(count, line + (outline.lines[at] ?? 1))])
  }
  return spans
}

/** Lines that the folded plays and tasks hide: everything after their banners. */
function foldedRanges(outline: Outline, folded: ReadonlySet<number>, count: number): LineRange[] {
  const spans: LineRange[] = []
  let from: number | undefined
  let isTask = false
  for (const [at, kind] of outline.kind.entries()) {
    if (kind !== 'play' && kind !== 'task' && kind !== 'end') continue
    const line = outline.line[at] ?? 0
    if (from !== undefined && (isTask || kind !== 'task')) {
      spans.push([from, line])
      from = undefined
    }
    if (from !== undefined || !folded.has(line)) continue
    from = line + 1
    isTask = kind === 'task'
  }
  if (from !== undefined) spans.push([from, count])
  return spans
}

function subtractRanges(spans: readonly LineRange[], holes: readonly LineRange[]): LineRange[] {
  const remaining: LineRange[] = []
  let next = 0
  for (const [from, to] of spans) {
    let start = from
    while (next < holes.length && (holes[next]?.[1] ?? 0) <= start) next += 1
    for (let at = next; at < holes.length && (holes[at]?.[0] ?? 0) < to; at += 1) {
      const [hole, end] = holes[at] ?? [to, to]
      if (hole > start) remaining.push([start, hole])
      start = Math.max(start, end)
    }
    if (start < to) remaining.push([start, to])
  }
  return remaining
}
