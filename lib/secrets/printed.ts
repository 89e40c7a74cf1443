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

export class PrintedSecrets {
  readonly #found = new Set<string>()
  #unfinished = ''
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
    // One character a byte, so that places are offsets.
    const text = this.#unfinished + latin(chunk)
    this.#open = 0
    for (const { index, 0: label } of text.matchAll(PRINTED)) this.#take(text, index + label.length, label)
    this.#unfinished = text.slice(Math.max(text.lastIndexOf('\n') + 1, text.length - LINE_BYTES))
  }

  #take(text: string, from: number, label: string): void {
    const rest = text.slice(from, from + LONGEST_BYTES)
    const end = (/["'\\]/.test(label) ? /["'\\\r\n]/ : /[\r\n]/).exec(rest)?.index
    if (end === undefined && rest.length < LONGEST_BYTES) this.#open = text.length - from
    const value = rest.slice(0, end).replace(COLOURS, '').trim()
    if (end !== undefined && value !== '') this.#found.add(fromLatin(value))
  }
}

function latin(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += LINE_BYTES)
    text += String.fromCharCode(...bytes.subarray(at, at + LINE_BYTES))
  return text
}

function fromLatin(text: string): string {
  return new TextDecoder().decode(Uint8Array.from(text, (character) => character.charCodeAt(0)))
}
