/**
 * Secrets that an installer makes up and prints itself: the console's password, in the banner at the end of a log or
 * as Ansible prints that banner as JSON. Fed with the log piece by piece, it knows each of them once its line is whole.
 */

const COLOUR = '\u001b\\[[\\d;]*m'
const COLOURS = new RegExp(COLOUR, 'g')
const BLANKS = `(?:${COLOUR}|[ \\t])*`
const WIDE_COLON = '\u00ef\u00bc\u009a'
/** `Password: …` at the start of a line or of a string, coloured or not, with a colon of either width (UTF-8, byte by byte). */
const PRINTED = new RegExp(`(?:^|["']|\\\\n)${BLANKS}Password[ \\t]?(?::|${WIDE_COLON})${BLANKS}`, 'gim')
/** A line without an end is looked at this far back. */
const LINE_BYTES = 4096
const LONGEST_BYTES = 256
/** Longer than a label with its colours and blanks is ever printed. */
const LABEL_BYTES = 256
const NEWLINE = 0x0a
/** What every label holds, in either case; a log has few, so that little of it is looked at closely. */
const WORD = 'password'
const WORDS = [WORD, WORD.toUpperCase()].map((word) => Array.from(word, (letter) => letter.charCodeAt(0)))

export class PrintedSecrets {
  readonly #found = new Set<string>()
  /** A line that had no end yet. */
  #unfinished: Uint8Array = new Uint8Array()
  #open = 0

  /** How many there are so far; it only grows. */
  get count(): number {
    return this.#found.size
  }

  /** In the order in which they came. */
  get all(): readonly string[] {
    return [...this.#found]
  }

  /** How many bytes at the end of what was pushed belong to a value that has not come whole yet. */
  get openBytes(): number {
    return this.#open
  }

  push(chunk: Uint8Array): void {
    const bytes = joined(this.#unfinished, chunk)
    this.#open = 0
    for (let at = wordFrom(bytes, 0); at >= 0; ) {
      const end = endOfLine(bytes, at)
      this.#look(bytes, Math.max(bytes.lastIndexOf(NEWLINE, at) + 1, at - LINE_BYTES), end)
      // A label may lie across the end of what was looked at; behind a newline none does.
      at = wordFrom(bytes, bytes[end - 1] === NEWLINE ? end : Math.max(at + WORD.length, end - LABEL_BYTES))
    }
    const start = Math.max(bytes.lastIndexOf(NEWLINE) + 1, bytes.length - LINE_BYTES)
    this.#unfinished = bytes.slice(start)
  }

  /** Looks at a piece of a line. */
  #look(bytes: Uint8Array, from: number, to: number): void {
    // One character a byte, so that places are offsets.
    const text = latin(bytes.subarray(from, to))
    for (const { index, 0: label } of text.matchAll(PRINTED)) {
      const start = from + index + label.length
      const rest = latin(bytes.subarray(start, start + LONGEST_BYTES))
      const end = (/["'\\]/.test(label) ? /["'\\\r\n]/ : /[\r\n]/).exec(rest)?.index
      if (end === undefined && rest.length < LONGEST_BYTES)
        this.#open = Math.max(this.#open, bytes.length - start)
      const value = rest.slice(0, end).replace(COLOURS, '').trim()
      if (end !== undefined && value !== '') this.#found.add(fromLatin(value))
    }
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

/** Behind the newline that ends the line of `at`, or behind so much of it as is looked at together. */
function endOfLine(bytes: Uint8Array, at: number): number {
  const newline = bytes.subarray(at, at + LINE_BYTES).indexOf(NEWLINE)
  return newline < 0 ? Math.min(bytes.length, at + LINE_BYTES) : at + newline + 1
}

/** Where the word stands next, in whatever case; -1: nowhere. Looks at every eighth byte or so. */
function wordFrom(bytes: Uint8Array, from: number): number {
  for (let last = from + WORD.length - 1; last < bytes.length; ) {
    const skip = SKIPS[bytes[last] ?? 0] ?? 0
    if (skip === 0 && standsBefore(bytes, last)) return last - WORD.length + 1
    last += skip || WORD.length
  }
  return -1
}

/** How far the word's end may move on from a byte: to where the word has that byte (Horspool's search). */
const SKIPS = new Uint8Array(256).fill(WORD.length)
for (const word of WORDS) for (const [at, byte] of word.entries()) SKIPS[byte] = WORD.length - 1 - at

function standsBefore(bytes: Uint8Array, last: number): boolean {
  const start = last - WORD.length + 1
  for (let n = 0; n < WORD.length; n += 1)
    if (bytes[start + n] !== WORDS[0]?.[n] && bytes[start + n] !== WORDS[1]?.[n]) return false
  return true
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function fromLatin(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(text, (character) => character.charCodeAt(0)))
}
