/**
 * Where all rows in sight give way to others, as in a fast log that is followed, those fill the elements of the ones
 * before: that takes less than making new ones. Where some stay it does not, since elements would have to be moved.
 */

/**
 * A key for each line that is drawn. One that stays keeps its own.
 * @param before the keys of the lines that were drawn last
 */
export function assignRowKeys(
  before: ReadonlyMap<number, number>,
  lines: readonly number[],
): ReadonlyMap<number, number> {
  const free = lines.some((line) => before.has(line)) ? [] : [...before.values()]
  let fresh = Math.max(-1, ...before.values())
  let next = 0
  return new Map(lines.map((line) => [line, before.get(line) ?? free[next++] ?? ++fresh]))
}
