/** Formatting of lists and sizes in findings. */

const KIB_PER_GIB = 1024 * 1024

/** Names listed in a message; the rest are counted. */
const MAX_NAMES = 5

/** Joins distinct names: the first few, and the number of the others. */
export function summarizeNames(names: readonly (string | number)[]): string {
  const all = [...new Set(names.map(String))]
  const rest = all.length - MAX_NAMES
  return all.slice(0, MAX_NAMES).join(', ') + (rest > 0 ? ` (+${rest})` : '')
}

/** Groups items by a key, in the order of first occurrence. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/** Converts KiB to GiB with one decimal, for display. */
export const toGib = (kib: number): number => Math.round((kib / KIB_PER_GIB) * 10) / 10

/** Converts a required size in GiB to KiB, less an allowance (0 to 1) for what systems never report. */
export const minimumKib = (gib: number, allowance = 0): number => gib * KIB_PER_GIB * (1 - allowance)
