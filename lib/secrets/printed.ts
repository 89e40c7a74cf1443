/**
 * Finds secrets that an installer generates and prints itself: the console's password, in the banner at the end of a log
 * or in that banner as Ansible prints it in JSON. Reads the log in chunks and reports a secret once its line is complete.
 */

const COLOUR = '\u001b\\[[\\d;]*m'
const COLOURS = new RegExp(COLOUR, 'g')
const BLANKS = `(?:${COLOUR}|[ \\t])*`
const WIDE_COLON = '\u00ef\u00bc\u009a'
/** `Password: …` at the start of a line or of a string, coloured or not, with a colon of either width (UTF-8, byte by byte). */
const LABEL = new RegExp(`(?:^|["']|\\\\n)${BLANKS}Password[ \\t]?(?::|${WIDE_COLON})${BLANKS}`, 'gim')
/** How much of an unfinished line is searched again with the next chunk. */
const LINE_BYTES = 4096
const MAX_SECRET_BYTES = 256

export class PrintedSecrets {
  readonly #found = new Set<string>()
  /** The end of the log since its last newline, one character a byte. */
  #unfinished = ''
  #openBytes = 0

  /** How many there are so far; it only grows. */
  get count(): number {
    return this.#found.size
  }

  /** In the order of the log. */
  get all(): readonly string[] {
    return [...this.#found]
  }

  /** How many bytes at the end of the log belong to a secret that is not complete yet. */
  get openBytes(): number {
    return this.#openBytes
  }

  push(chunk: Uint8Array): void {
    const text =
      this.#unfinished + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1')
    this.#openBytes = 0
    for (const { index, 0: label } of text.matchAll(LABEL)) {
      const start = index + label.length
      const rest = text.slice(start, start + MAX_SECRET_BYTES)
      const end = (/["'\\]/.test(label) ? /["'\\\r\n]/ : /[\r\n]/).exec(rest)?.index
      if (end === undefined && rest.length < MAX_SECRET_BYTES)
        this.#openBytes = Math.max(this.#openBytes, text.length - start)
      const value = rest.slice(0, end).replace(COLOURS, '').trim()
      if (end !== undefined && value !== '') this.#found.add(Buffer.from(value, 'latin1').toString())
    }
    this.#unfinished = text.slice(Math.max(text.lastIndexOf('\n') + 1, text.length - LINE_BYTES))
  }
}
