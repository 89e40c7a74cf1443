/** What changed between two values of JSON that share what is equal (`share`), for sending that instead of all. */
import { isRecord, setOwnProperty } from '@/lib/structural-sharing'

type Json = unknown

/**
 * `['=', value]`: all of it is new. `['{', parts, gone]`: these members changed, those are gone. `['[', length, parts]`:
 * a list is so long now, and these of its members changed, by index.
 */
export type Patch =
  | readonly ['=', Json]
  | readonly ['{', Readonly<Record<string, Patch>>, readonly string[]]
  | readonly ['[', number, Readonly<Record<string, Patch>>]

/** What leads from one value to the next, which shares with it what is equal; undefined: nothing. */
export function createPatch(before: Json, next: Json): Patch | undefined {
  if (before === next) return undefined
  if (Array.isArray(before) && Array.isArray(next)) {
    const parts: Record<string, Patch> = {}
    next.forEach((value, at) => {
      const part = at < before.length ? createPatch(before[at], value) : (['=', value] as const)
      if (part) parts[at] = part
    })
    return ['[', next.length, parts]
  }
  if (!isRecord(before) || !isRecord(next)) return ['=', next]
  const parts: Record<string, Patch> = {}
  for (const [name, value] of Object.entries(next)) {
    const part = Object.hasOwn(before, name) ? createPatch(before[name], value) : (['=', value] as const)
    if (part) setOwnProperty(parts, name, part)
  }
  return ['{', parts, Object.keys(before).filter((name) => !Object.hasOwn(next, name))]
}

/** The value that a patch leads to; what did not change is the same object as before. */
export function applyPatch<T>(before: T, patch: Patch): T
export function applyPatch(before: Json, patch: Patch): Json {
  if (patch[0] === '=') return patch[1]
  if (patch[0] === '[') {
    const list = Array.isArray(before) ? before.slice(0, patch[1]) : []
    for (const [at, part] of Object.entries(patch[2])) list[Number(at)] = applyPatch(list[Number(at)], part)
    return list
  }
  const made: Record<string, Json> = { ...(isRecord(before) ? before : {}) }
  for (const name of patch[2]) delete made[name]
  for (const [name, part] of Object.entries(patch[1])) {
    const known = Object.hasOwn(made, name) ? made[name] : undefined
    setOwnProperty(made, name, applyPatch(known, part))
  }
  return made
}
