/** Rows that left sight lend their elements to those that come: making new ones takes longer than filling old ones. */

/**
 * A key for each line that is drawn. One that stays keeps its own; a new one gets that of one that left, and a number
 * of its own where none did.
 * @param before the keys of the lines that were drawn last
 */
export function rowKeys(
  before: ReadonlyMap<number, number>,
  lines: readonly number[],
): ReadonlyMap<number, number> {
  const stays = new Set(lines)
  const free = Array.from(before)
    .filter(([line]) => !stays.has(line))
    .map(([, key]) => key)
  let fresh = Math.max(-1, ...before.values())
  let next = 0
  return new Map(lines.map((line) => [line, before.get(line) ?? free[next++] ?? ++fresh]))
}
