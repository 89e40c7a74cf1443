/** Patches between JSON values with structural sharing (`shareStructure`), to send only what has changed. */
import { isRecord, setOwnProperty } from '@/lib/structural-sharing'

type Json = unknown

/**
 * `['=', value]`: replace the value. `['{', parts, deleted]`: patch some members and delete others. `['[', length, parts]`:
 * resize the list and patch some members by index.
 */
export type Patch =
  | readonly ['=', Json]
  | readonly ['{', Readonly<Record<string, Patch>>, readonly string[]]
  | readonly ['[', number, Readonly<Record<string, Patch>>]

/** The patch from one value to the next; `undefined` if they are the same. Equal parts must be the same objects. */
export function createPatch(previous: Json, next: Json): Patch | undefined {
  if (previous === next) return undefined
  if (Array.isArray(previous) && Array.isArray(next)) {
    const members: Record<string, Patch> = {}
    next.forEach((value, index) => {
      const member = index < previous.length ? createPatch(previous[index], value) : (['=', value] as const)
      if (member) members[index] = member
    })
    return ['[', next.length, members]
  }
  if (!isRecord(previous) || !isRecord(next)) return ['=', next]
  const members: Record<string, Patch> = {}
  for (const [name, value] of Object.entries(next)) {
    const member = Object.hasOwn(previous, name)
      ? createPatch(previous[name], value)
      : (['=', value] as const)
    if (member) setOwnProperty(members, name, member)
  }
  return ['{', members, Object.keys(previous).filter((name) => !Object.hasOwn(next, name))]
}

/** Applies a patch. Unchanged parts of the result are the same objects as before. */
export function applyPatch<T>(previous: T, patch: Patch): T
export function applyPatch(previous: Json, patch: Patch): Json {
  if (patch[0] === '=') return patch[1]
  if (patch[0] === '[') {
    const list = Array.isArray(previous) ? previous.slice(0, patch[1]) : []
    for (const [index, member] of Object.entries(patch[2]))
      list[Number(index)] = applyPatch(list[Number(index)], member)
    return list
  }
  const result: Record<string, Json> = { ...(isRecord(previous) ? previous : {}) }
  for (const name of patch[2]) delete result[name]
  for (const [name, member] of Object.entries(patch[1])) {
    const current = Object.hasOwn(result, name) ? result[name] : undefined
    setOwnProperty(result, name, applyPatch(current, member))
  }
  return result
}
