/** How the lines of a monospaced face are wrapped. Counted rather than measured, so that a line's height is known before it is drawn. */

const ASCII = /^[\x20-\x7e]*$/

/** Where the rows of a text begin; an empty text has one row. Wide characters take two columns and are not cut. */
export function rowBreaks(text: string, columns: number): number[] {
  if (ASCII.test(text))
    return Array.from({ length: Math.max(1, Math.ceil(text.length / columns)) }, (_, row) => row * columns)
  const starts = [0]
  let column = 0
  let at = 0
  for (const character of text) {
    const width = widthOf(character)
    if (column + width > columns && column > 0) {
      starts.push(at)
      column = 0
    }
    column += width
    at += character.length
  }
  return starts
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u
const COMBINING = /\p{Mark}/u

function widthOf(character: string): number {
  if (character < '\u0300') return 1
  if (COMBINING.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}
