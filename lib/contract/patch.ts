/**
 * What changed between two values of JSON, for sending that instead of all. `settle` keeps every part that is still
 * the same as the very same object, so that telling the difference costs as much as changed, and a view draws anew
 * only what did.
 */

type Json = unknown

/**
 * `['=', value]`: all of it is new. `['{', parts, gone]`: these members changed, those are gone. `['[', length, parts]`:
 * a list is so long now, and these of its members changed, by index.
 */
export type Patch =
  | readonly ['=', Json]
  | readonly ['{', Readonly<Record<string, Patch>>, readonly string[]]
  | readonly ['[', number, Readonly<Record<string, Patch>>]

/**
 * A value that equals `next` and shares with `before` all that is the same; `before` itself where all of it is. The
 * parts that differ are copies: `next` may be changed in place later. Members that are undefined are left out.
 */
export function settle<T>(before: Json, next: T): T
export function settle(before: Json, next: Json): Json {
  if (Array.isArray(next)) return settleList(Array.isArray(before) ? before : [], next, before)
  if (!isRecord(next)) return next
  const known: Readonly<Record<string, Json>> = isRecord(before) ? before : {}
  const made: Record<string, Json> = {}
  let same = isRecord(before)
  let members = 0
  for (const [name, value] of Object.entries(next)) {
    if (value === undefined) continue
    members += 1
    const part = settle(known[name], value)
    put(made, name, part)
    if (part !== known[name] || !Object.hasOwn(known, name)) same = false
  }
  return same && members === Object.keys(known).length ? before : made
}

function settleList(known: readonly Json[], next: readonly Json[], before: Json): Json {
  const made = next.map((value, at) => settle(known[at], value))
  const same =
    before === known && known.length === made.length && made.every((part, at) => part === known[at])
  return same ? before : made
}

/** What leads from one settled value to the next; undefined: nothing. */
export function difference(before: Json, next: Json): Patch | undefined {
  if (before === next) return undefined
  if (Array.isArray(before) && Array.isArray(next)) {
    const parts: Record<string, Patch> = {}
    next.forEach((value, at) => {
      const part = at < before.length ? difference(before[at], value) : (['=', value] as const)
      if (part) parts[at] = part
    })
    return ['[', next.length, parts]
  }
  if (!isRecord(before) || !isRecord(next)) return ['=', next]
  const parts: Record<string, Patch> = {}
  for (const [name, value] of Object.entries(next)) {
    const part = Object.hasOwn(before, name) ? difference(before[name], value) : (['=', value] as const)
    if (part) put(parts, name, part)
  }
  return ['{', parts, Object.keys(before).filter((name) => !Object.hasOwn(next, name))]
}

/** The value that a patch leads to; what did not change is the same object as before. */
export function patched<T>(before: T, patch: Patch): T
export function patched(before: Json, patch: Patch): Json {
  if (patch[0] === '=') return patch[1]
  if (patch[0] === '[') {
    const list = Array.isArray(before) ? before.slice(0, patch[1]) : []
    for (const [at, part] of Object.entries(patch[2])) list[Number(at)] = patched(list[Number(at)], part)
    return list
  }
  const made: Record<string, Json> = { ...(isRecord(before) ? before : {}) }
  for (const name of patch[2]) delete made[name]
  for (const [name, part] of Object.entries(patch[1])) {
    const known = Object.hasOwn(made, name) ? made[name] : undefined
    put(made, name, patched(known, part))
  }
  return made
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A host may be named `__proto__`. */
function put<T>(target: Record<string, T>, name: string, value: T): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
}
