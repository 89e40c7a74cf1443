import { deepEqual, isRecord } from '@/lib/structural-sharing'

type Fields = Readonly<Record<string, unknown>>

function isRow(value: unknown): value is Fields & { id: string } {
  return isRecord(value) && typeof value.id === 'string'
}

/**
 * Merges a remote change into local edits. `base` is the last common version. Local edits win; unedited values become
 * the remote ones. Rows are matched by id.
 */
export function mergeThreeWay(base: unknown, local: unknown, remote: unknown): unknown {
  if (deepEqual(local, base)) return remote
  if (deepEqual(remote, base)) return local
  if (isRecord(local) && isRecord(remote)) return mergeFields(isRecord(base) ? base : {}, local, remote)
  if (Array.isArray(local) && Array.isArray(remote) && [...local, ...remote].every(isRow))
    return mergeRows(Array.isArray(base) ? base.filter(isRow) : [], local.filter(isRow), remote.filter(isRow))
  return local
}

function mergeFields(base: Fields, local: Fields, remote: Fields): Fields {
  const keys = [...new Set([...Object.keys(remote), ...Object.keys(local)])]
  const merged = keys.map((key) => [key, mergeThreeWay(base[key], local[key], remote[key])] as const)
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined))
}

type Row = Fields & { id: string }

function mergeRows(base: readonly Row[], local: readonly Row[], remote: readonly Row[]): Row[] {
  const before = new Map(base.map((row) => [row.id, row]))
  const there = new Map(remote.map((row) => [row.id, row]))
  const here = new Set(local.map(({ id }) => id))
  const remaining = local.flatMap((row) => {
    const other = there.get(row.id)
    if (other) return [{ ...mergeFields(before.get(row.id) ?? {}, row, other), id: row.id }]
    // A row that was removed remotely is removed, unless it is new or edited locally.
    const old = before.get(row.id)
    return old && deepEqual(old, row) ? [] : [row]
  })
  const added = remote.filter(({ id }) => !here.has(id) && !before.has(id))
  return [...remaining, ...added]
}

/** Reverts an edit of rows from `before` to `after`. Edits since, in `now`, stay. Restored rows return to their places. */
export function revertRows(before: readonly Row[], after: readonly Row[], now: readonly Row[]): Row[] {
  const places = new Map(before.map(({ id }, index) => [id, index]))
  const placeOf = ({ id }: Row) => places.get(id) ?? before.length
  return mergeRows(after, now, before).toSorted((a, b) => placeOf(a) - placeOf(b))
}
