/** Telling several things in one finding. */

/** More of them make no message clearer. */
const MAX_NAMES = 5

/** Names as a message lists them: each once, the first few, and how many more there are. */
export function summarizeNames(names: readonly (string | number)[]): string {
  const all = [...new Set(names.map(String))]
  const rest = all.length - MAX_NAMES
  return all.slice(0, MAX_NAMES).join(', ') + (rest > 0 ? ` (+${rest})` : '')
}

export function groupBy<One>(all: readonly One[], keyOf: (one: One) => string): Map<string, One[]> {
  const groups = new Map<string, One[]>()
  for (const one of all) {
    const key = keyOf(one)
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return groups
}
