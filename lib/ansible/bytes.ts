/**
 * Words in bytes. A log has millions of lines of which most are only counted: they are told apart where they lie, and
 * a string is made only of what is kept. Places are `[from, to)`; words are ASCII.
 */

const decoder = new TextDecoder()
const encoder = new TextEncoder()

export const bytesOf = (text: string): Uint8Array => encoder.encode(text)

/** The text of a place; what is no UTF-8 becomes U+FFFD. */
export const textOf = (bytes: Uint8Array, from: number, to: number): string =>
  decoder.decode(bytes.subarray(from, to))

/** Whether `word` stands at `at`, wholly before `to`. */
export function standsAt(bytes: Uint8Array, word: Uint8Array, at: number, to: number): boolean {
  if (at < 0 || at + word.length > to) return false
  for (let n = 0; n < word.length; n++) if (bytes[at + n] !== word[n]) return false
  return true
}

/** Where `word` stands first; -1: nowhere. */
export function placeOf(bytes: Uint8Array, word: Uint8Array, from: number, to: number): number {
  const first = word[0]
  for (let at = from; at <= to - word.length; at++)
    if (bytes[at] === first && standsAt(bytes, word, at, to)) return at
  return -1
}

const BLANK = 0x20

/** The end of a place without the blanks at its end. */
export function trimmedEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = to
  while (end > from && (bytes[end - 1] ?? 0) <= BLANK) end--
  return end
}

/** The first place that is not blank; `to` where all are. */
export function trimmedStart(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && (bytes[at] ?? 0) <= BLANK) at++
  return at
}
