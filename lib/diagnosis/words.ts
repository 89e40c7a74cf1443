/**
 * Looks for any of many words in one pass over bytes (Aho and Corasick's automaton). A log has a million lines of which
 * some ten may tell of a known failure: only those are looked at closely.
 */

/** Whether any of the words stands in `[from, to)`. */
export type Search = (bytes: Uint8Array, from: number, to: number) => boolean

const FOUND = -1

/** @param words ASCII, none of them empty */
export function createSearch(words: readonly string[]): Search {
  const { columns, width } = columnsOf(words)
  const next = automaton(words, columns, width)
  return (bytes, from, to) => {
    let state = 0
    for (let at = from; at < to; at++) {
      state = next[state + (columns[bytes[at] ?? 0] ?? 0)] ?? 0
      if (state === FOUND) return true
    }
    return false
  }
}

/** Bytes that stand in no word share column 0, which keeps the table small enough to stay near the processor. */
function columnsOf(words: readonly string[]): { columns: Uint8Array; width: number } {
  const columns = new Uint8Array(256)
  let width = 1
  for (const letter of words.join('')) {
    const code = letter.charCodeAt(0)
    if (columns[code] === 0) columns[code] = width++
  }
  return { columns, width }
}

/** A state is where its row begins; each row says for every column which state follows, or that a word is complete. */
function automaton(words: readonly string[], columns: Uint8Array, width: number): Int32Array {
  const states = words.reduce((sum, word) => sum + word.length, 1)
  const next = new Int32Array(states * width)
  let used = width
  for (const word of words) {
    let state = 0
    for (let n = 0; n < word.length && state !== FOUND; n++) {
      const place = state + (columns[word.charCodeAt(n)] ?? 0)
      if (n === word.length - 1) next[place] = FOUND
      else if (next[place] === 0) {
        next[place] = used
        used += width
      }
      state = next[place] ?? 0
    }
  }
  closeGaps(next, width)
  return next.slice(0, used)
}

/** Where no word goes on, the longest end of what was read goes on that some word begins with. */
function closeGaps(next: Int32Array, width: number) {
  const fallback = new Map<number, number>([[0, 0]])
  const queue = [0]
  for (const state of queue) {
    const other = fallback.get(state) ?? 0
    for (let column = 0; column < width; column++) {
      const known = next[state + column] ?? 0
      const instead = state === 0 ? 0 : (next[other + column] ?? 0)
      if (known > 0 && instead === FOUND) next[state + column] = FOUND
      else if (known > 0) {
        fallback.set(known, instead)
        queue.push(known)
      } else if (known === 0) next[state + column] = instead
    }
  }
}
