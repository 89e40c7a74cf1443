/** Structural sharing and comparison of JSON values, so views only render changed parts. */

type Json = unknown

/**
 * Returns a value equal to `next` that reuses the equal parts of `previous`, or `previous` itself if all of it is equal.
 * Different parts are copied, so `next` may be mutated later. Undefined members are omitted.
 */
export function shareStructure<T>(previous: Json, next: T): T
export function shareStructure(previous: Json, next: Json): Json {
  if (Array.isArray(next)) return shareList(Array.isArray(previous) ? previous : [], next, previous)
  if (!isRecord(next)) return next
  const known: Readonly<Record<string, Json>> = isRecord(previous) ? previous : {}
  const copy: Record<string, Json> = {}
  let same = isRecord(previous)
  let members = 0
  for (const [name, value] of Object.entries(next)) {
    if (value === undefined) continue
    members += 1
    const part = shareStructure(known[name], value)
    setOwnProperty(copy, name, part)
    if (part !== known[name] || !Object.hasOwn(known, name)) same = false
  }
  return same && members === Object.keys(known).length ? previous : copy
}

function shareList(known: readonly Json[], next: readonly Json[], previous: Json): Json {
  const copy = next.map((value, at) => shareStructure(known[at], value))
  const same =
    previous === known && known.length === copy.length && copy.every((part, at) => part === known[at])
  return same ? previous : copy
}

/** Whether two values have the same content. */
export function deepEqual(a: Json, b: Json): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => deepEqual(item, b[at]))
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => deepEqual(a[key], b[key]))
}

export function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sets a member with any name. A host may be named `__proto__`. */
export function setOwnProperty<T>(target: Record<string, T>, name: string, value: T): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
}
