function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/**
 * `next` with every part that equals its counterpart in `previous` taken from there, so that what did not change is
 * the same object. The form changes its values in place; what is drawn, saved and undone needs values that stand still.
 */
export function share<T>(previous: unknown, next: T): T {
  if (!isObject(next)) return next
  const shared = Array.isArray(next)
    ? next.map((item, at) => share(part(previous, at), item))
    : shareFields(previous, next)
  return same(previous, shared) ? (previous as T) : (shared as T)
}

function shareFields(previous: unknown, next: object): object {
  return Object.fromEntries(
    Object.entries(next).map(([key, value]) => [key, share(part(previous, key), value)]),
  )
}

function part(value: unknown, key: string | number): unknown {
  return isObject(value) ? Reflect.get(value, key) : undefined
}

/** Whether two objects have the very same parts. */
function same(a: unknown, b: object): boolean {
  if (!isObject(a) || Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(b)
  return (
    keys.length === Object.keys(a).length &&
    keys.every((key) => Object.hasOwn(a, key) && part(a, key) === part(b, key))
  )
}
