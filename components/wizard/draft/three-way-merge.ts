import { deepEqual, isRecord } from '@/lib/structural-sharing'

type Fields = Readonly<Record<string, unknown>>

function isRow(value: unknown): value is Fields & { id: string } {
  return isRecord(value) && typeof value.id === 'string'
}

/**
 * Merges a remote change into local edits. `base` is the last common version. Local edits win; unedited values become
 * the remote ones. Rows are matched by id.
 */
export function mergeThreeWay(base: unknown, mine: unknown, theirs: unknown): unknown {
  if (deepEqual(mine, base)) return theirs
  if (deepEqual(theirs, base)) return mine
  if (isRecord(mine) && isRecord(theirs)) return mergeFields(isRecord(base) ? base : {}, mine, theirs)
  if (Array.isArray(mine) && Array.isArray(theirs) && [...mine, ...theirs].every(isRow))
    return mergeRows(Array.isArray(base) ? base.filter(isRow) : [], mine.filter(isRow), theirs.filter(isRow))
  return mine
}

function mergeFields(base: Fields, mine: Fields, theirs: Fields): Fields {
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
  const merged = keys.map((key) => [key, mergeThreeWay(base[key], mine[key], theirs[key])] as const)
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined))
}

type Row = Fields & { id: string }

function mergeRows(base: readonly Row[], mine: readonly Row[], theirs: readonly Row[]): Row[] {
  const before = new Map(base.map((row) => [row.id, row]))
  const there = new Map(theirs.map((row) => [row.id, row]))
  const here = new Set(mine.map(({ id }) => id))
  const kept = mine.flatMap((row) => {
    const other = there.get(row.id)
    if (other) return [{ ...mergeFields(before.get(row.id) ?? {}, row, other), id: row.id }]
    // A row that was removed remotely is removed, unless it is new or edited locally.
    const old = before.get(row.id)
    return old && deepEqual(old, row) ? [] : [row]
  })
  const added = theirs.filter(({ id }) => !here.has(id) && !before.has(id))
  return [...kept, ...added]
}
