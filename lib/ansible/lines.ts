/**
 * Bytes in chunks of any size -> lines. A line ends at `\n`; what a terminal would leave of it is handed on (colours
 * stripped, progress bars that rewrite themselves by `\r` settled), so CRLF of a pseudo-terminal vanishes as well.
 * Memory for one line is bounded: of a longer one the head is kept.
 */
import { bytesOf, textOf } from './bytes'
import { createDrawing, type Drawing, settled } from './terminal-line'

/** More bytes of a line than these are dropped. Ansible's own longest lines hold a package manager's whole output. */
export const MAX_LINE_BYTES = 262_144

/** A line lies at `[from, to)` of `bytes`, during the call only. Numbers count from 1, as `\n` counts them. */
export type OnLine = (bytes: Uint8Array, from: number, to: number, number: number) => void

export interface Lines {
  push(chunk: Uint8Array): void
  /** Hands on what stands after the last `\n`, if anything. */
  end(): void
  /** Lines handed on so far. */
  readonly count: number
}

const NEWLINE = 0x0a
const RETURN = 0x0d
const BACKSPACE = 0x08
const ESCAPE = 0x1b
const FIRST_PRINTABLE = 0x20

/** What is kept of a line that began in an earlier chunk. */
interface Held {
  bytes: Uint8Array
  length: number
  /** A line that is too long to be kept, and moves the cursor, is drawn as it comes. */
  drawn: Drawn | undefined
}

export function createLines(onLine: OnLine): Lines {
  const held: Held = { bytes: new Uint8Array(1024), length: 0, drawn: undefined }
  let count = 0
  let hasHeld = false

  const hand = (bytes: Uint8Array, from: number, to: number, special: number) => {
    count++
    if (special < 0) onLine(bytes, from, Math.min(to, from + MAX_LINE_BYTES), count)
    else if (to - from <= MAX_LINE_BYTES) onSpecial(bytes, from, to, special)
    else {
      const drawn = createDrawn()
      drawn.write(bytes, from, Math.min(special, from + MAX_LINE_BYTES))
      drawn.write(bytes, special, to)
      onText(drawn.text())
    }
  }
  const onText = (text: string) => {
    const line = bytesOf(text)
    onLine(line, 0, line.length, count)
  }
  const onSpecial = (bytes: Uint8Array, from: number, to: number, special: number) => {
    let end = to
    while (end > from && bytes[end - 1] === RETURN) end--
    if (end <= special) return onLine(bytes, from, end, count)
    const length = withoutColours(bytes, from, end)
    if (length >= 0) return onLine(scratch, 0, length, count)
    onText(settled(textOf(bytes, from, end)))
  }
  const finishHeld = () => {
    const { drawn, bytes, length } = held
    hasHeld = false
    held.drawn = undefined
    held.length = 0
    if (!drawn) return hand(bytes, 0, length, firstSpecial(bytes, 0, length))
    count++
    onText(drawn.text())
  }

  return {
    push(chunk) {
      let from = 0
      let special = -1
      if (hasHeld) {
        const end = chunk.indexOf(NEWLINE)
        hold(held, chunk, 0, end < 0 ? chunk.length : end)
        if (end < 0) return
        finishHeld()
        from = end + 1
      }
      const size = chunk.length
      for (let at = from; at < size; at++) {
        const byte = chunk[at] ?? 0
        if (byte >= FIRST_PRINTABLE) continue
        if (byte === NEWLINE) {
          hand(chunk, from, at, special)
          from = at + 1
          special = -1
        } else if (special < 0 && isSpecial(byte)) special = at
      }
      hasHeld = from < size
      if (hasHeld) hold(held, chunk, from, size)
    },
    end() {
      if (hasHeld) finishHeld()
    },
    get count() {
      return count
    },
  }
}

/** What moves the cursor or changes a colour. */
const isSpecial = (byte: number): boolean => byte === RETURN || byte === ESCAPE || byte === BACKSPACE

function firstSpecial(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) if (isSpecial(bytes[at] ?? 0)) return at
  return -1
}

/** Keeps more of a line. One that grows too long keeps its head, until something in it moves the cursor back. */
function hold(held: Held, chunk: Uint8Array, from: number, to: number) {
  if (held.drawn) return held.drawn.write(chunk, from, to)
  if (held.length + to - from <= MAX_LINE_BYTES) return append(held, chunk, from, to)
  const special = firstSpecial(chunk, from, to)
  const moves = firstSpecial(held.bytes, 0, held.length) >= 0
  if (special < 0 && !moves) return append(held, chunk, from, from + MAX_LINE_BYTES - held.length)
  held.drawn = createDrawn()
  held.drawn.write(held.bytes, 0, held.length)
  if (moves) return held.drawn.write(chunk, from, to)
  held.drawn.write(chunk, from, Math.min(special, from + MAX_LINE_BYTES - held.length))
  held.drawn.write(chunk, special, to)
}

function append(held: Held, chunk: Uint8Array, from: number, to: number) {
  const length = held.length + to - from
  if (length > held.bytes.length) {
    const larger = new Uint8Array(Math.max(length, Math.min(MAX_LINE_BYTES, 2 * held.bytes.length)))
    larger.set(held.bytes.subarray(0, held.length))
    held.bytes = larger
  }
  held.bytes.set(chunk.subarray(from, to), held.length)
  held.length = length
}

interface Drawn {
  write(bytes: Uint8Array, from: number, to: number): void
  text(): string
}

/** Draws bytes; what falls behind the limit is passed over without being looked at closely. */
function createDrawn(): Drawn {
  const drawing: Drawing = createDrawing(MAX_LINE_BYTES)
  let decoder = new TextDecoder()
  return {
    write(bytes, from, to) {
      if (!drawing.isFull() || firstSpecial(bytes, from, to) >= 0)
        drawing.write(decoder.decode(bytes.subarray(from, to), { stream: true }))
      else decoder = new TextDecoder()
    },
    text() {
      drawing.write(decoder.decode())
      return drawing.text()
    },
  }
}

const BRACKET = 0x5b
const SMALL_M = 0x6d
const DIGITS_FROM = 0x30
const SEMICOLON = 0x3b
/** Longest colour that is looked for, its `ESC [` and `m` included. */
const LONGEST_COLOUR = 34

const scratch = new Uint8Array(MAX_LINE_BYTES)

/** Copies a line without its colours to `scratch`, and gives its length; -1 where there is more than colours. */
function withoutColours(bytes: Uint8Array, from: number, to: number): number {
  let length = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (!isSpecial(byte)) scratch[length++] = byte
    else {
      const end = byte === ESCAPE ? colourEnd(bytes, at, to) : -1
      if (end < 0) return -1
      at = end
    }
  }
  return length
}

/** Place of the `m` that ends the colour which begins at `at`; -1: it is another sequence. */
function colourEnd(bytes: Uint8Array, at: number, to: number): number {
  if (bytes[at + 1] !== BRACKET) return -1
  const last = Math.min(to, at + LONGEST_COLOUR)
  for (let end = at + 2; end < last; end++) {
    const byte = bytes[end] ?? 0
    if (byte === SMALL_M) return end
    if (byte < DIGITS_FROM || byte > SEMICOLON) return -1
  }
  return -1
}

/**
 * A copy that stands by itself. A slice of a long text keeps all of it in memory, so a piece that is kept for longer
 * goes through here.
 */
export const own = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1))

/** A text of several lines as a terminal leaves it: without colours, rewritten lines settled. */
export const stripAnsi = (text: string): string => text.split('\n').map(settled).join('\n')
