const MAX_NAMES = 3

/** The arguments of a text that names some hosts: the first of them, the first three, and the number of the others. */
export function listFacts(names: readonly string[]) {
  return {
    count: names.length,
    host: names[0] ?? '',
    hosts: names.slice(0, MAX_NAMES).join(', '),
    more: Math.max(0, names.length - MAX_NAMES),
  }
}
