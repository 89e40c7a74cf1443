/** The width of text on a terminal. */

/** Characters that occupy two cells: Chinese, Japanese, Korean, full-width forms, emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu

/** How many cells of a terminal a line occupies. */
export function cellsOf(line: string): number {
  // Characters outside of the basic plane are two units long.
  const wide = line.match(WIDE)
  if (!wide) return line.length
  return wide.reduce((sum, character) => sum + 2 - character.length, line.length)
}

/** How many characters a line has. */
export const charactersOf = (line: string): number =>
  line.length - (line.match(/[\ud800-\udbff]/g)?.length ?? 0)
