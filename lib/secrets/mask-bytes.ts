/**
 * Hides secrets in a stretch of bytes, byte for byte, so that every offset stays what it is. It knows nothing of what
 * stands around the stretch: whoever cuts a stream reads `context` bytes more at both sides, and holds back what
 * `undecided` names.
 */
import { type Encoding, encodingsOf } from './encodings'

const STAR = 0x2a
const CARRIAGE_RETURN = 0x0d
const LINE_FEED = 0x0a
const BACKSLASH = 0x5c
/** `\n` and `\r`, as base64 of several lines has them inside of JSON. */
const ESCAPED_BREAKS = new Set([0x6e, 0x72])
/** Programs break base64 after 64 or 76 characters, with four bytes at most. */
const BASE64_LINE = 60
const BREAK_BYTES = 4

/** At the end of a line, so many characters of base64 are no chance: every line ends in what some base64 begins with. */
const MIN_PARTIAL_BASE64 = 4

const NO_MATCH = -1
/** It agrees to the end of the bytes, and would go on. */
const PARTIAL_MATCH = -2

export interface ByteMask {
  /** How many bytes at each side of a stretch decide about it. */
  readonly context: number
  /**
   * The bytes with stars for every secret; the same array where there is none.
   * @param more whether more bytes are to come, so that the last ones may belong to a longer word
   */
  mask(bytes: Uint8Array, more?: boolean): Uint8Array
  /**
   * Where that which may be the beginning of a secret stands, when more bytes are to come; their length where nothing
   * does. `masked` is what `mask` made of them: what is hidden already may go.
   */
  undecided(bytes: Uint8Array, masked: Uint8Array): number
}

export function createByteMask(secrets: Iterable<string>): ByteMask {
  const encodings = uniqueEncodings(secrets)
  const index = createPrefixIndex(encodings)
  const lookaround = encodings.reduce((most, form) => Math.max(most, maxLength(form)), 0) + 1
  return {
    context: lookaround,
    mask: (bytes, more = false) => mask(index, bytes, more),
    undecided(bytes, masked) {
      let at = findPending(index, bytes, Math.max(0, bytes.length - lookaround))
      while (at < bytes.length && masked[at] !== bytes[at]) at += 1
      return at
    },
  }
}

/** A character of base64 before what is open, or the last one by itself, may carry bits of a secret as well. */
function findPending(heads: PrefixIndex, bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    const partial = heads.at(bytes, at).filter((form) => matchEnd(form, bytes, at, true) === PARTIAL_MATCH)
    if (partial.length > 0)
      return partial.some(({ kind }) => kind === 'base64') ? base64EdgeBefore(bytes, at) : at
  }
  return heads.hasBase64 ? base64EdgeBefore(bytes, bytes.length) : bytes.length
}

function base64EdgeBefore(bytes: Uint8Array, at: number): number {
  return at > 0 && isBase64(bytes[at - 1] ?? 0) ? at - 1 : at
}

function mask(heads: PrefixIndex, bytes: Uint8Array, more: boolean): Uint8Array {
  let masked: Uint8Array | undefined
  for (let at = heads.next(bytes, 0); at < bytes.length; at = heads.next(bytes, at + 1))
    for (const form of heads.at(bytes, at)) {
      const end = matchEnd(form, bytes, at, more)
      if (end < 0) continue
      masked ??= Uint8Array.from(bytes)
      overwrite(masked, form, at, end)
    }
  return masked ?? bytes
}

/** Ends of lines stay. Beside base64 stand characters that are made of the secret's bits in part. */
function overwrite(masked: Uint8Array, { kind }: Encoding, start: number, end: number): void {
  const edge = kind === 'base64' ? 1 : 0
  for (let at = Math.max(0, start - edge); at < Math.min(masked.length, end + edge); at += 1) {
    const byte = masked[at] ?? 0
    const isEdge = at < start || at >= end
    if (isEdge ? isBase64(byte) : byte !== CARRIAGE_RETURN && byte !== LINE_FEED) masked[at] = STAR
  }
}

/** Where the form ends that starts at `at`. @param more whether more bytes are to come behind these */
function matchEnd(form: Encoding, bytes: Uint8Array, at: number, more: boolean): number {
  if (form.kind === 'word' && at > 0 && isWord(bytes[at - 1] ?? 0)) return NO_MATCH
  let position = at
  for (const expected of form.bytes) {
    const before = position
    if (form.kind === 'base64' && position > at) position = skipLineBreaks(bytes, position)
    if (position >= bytes.length)
      return position > before && before - at < MIN_PARTIAL_BASE64 ? NO_MATCH : PARTIAL_MATCH
    if (bytes[position] !== expected) return NO_MATCH
    position += 1
  }
  if (form.kind !== 'word') return position
  if (position >= bytes.length) return more ? PARTIAL_MATCH : position
  return isWord(bytes[position] ?? 0) ? NO_MATCH : position
}

function skipLineBreaks(bytes: Uint8Array, from: number): number {
  let at = from
  for (;;) {
    const byte = bytes[at]
    if (byte === LINE_FEED || byte === CARRIAGE_RETURN) at += 1
    else if (byte === BACKSLASH && (at + 1 >= bytes.length || ESCAPED_BREAKS.has(bytes[at + 1] ?? 0))) at += 2
    else return at
  }
}

/** Letters, digits, `_`, and whatever is not ASCII. */
function isWord(byte: number): boolean {
  return byte >= 0x80 || byte === 0x5f || isAlphanumeric(byte)
}

function isBase64(byte: number): boolean {
  return isAlphanumeric(byte) || byte === 0x2b || byte === 0x2f || byte === 0x2d || byte === 0x5f
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}

function maxLength({ kind, bytes }: Encoding): number {
  if (kind !== 'base64') return bytes.length + 1
  return bytes.length + BREAK_BYTES * (Math.ceil(bytes.length / BASE64_LINE) + 1)
}

function uniqueEncodings(secrets: Iterable<string>): Encoding[] {
  const forms = new Map<string, Encoding>()
  for (const secret of new Set(secrets))
    for (const form of encodingsOf(secret)) forms.set(`${form.kind} ${form.bytes.join()}`, form)
  return [...forms.values()]
}

interface PrefixIndex {
  readonly hasBase64: boolean
  /** The forms that may start here, by the two bytes that stand here, or the one that is the last. */
  at(bytes: Uint8Array, at: number): readonly Encoding[]
  /** The next place from `from` on where a form may start; the bytes' length where none is left. */
  next(bytes: Uint8Array, from: number): number
}

const NO_ENCODINGS: readonly Encoding[] = []

/** Most places of a log begin no form: that is found out with one look into a table. */
function createPrefixIndex(forms: readonly Encoding[]): PrefixIndex {
  const byPair: Encoding[][] = []
  const byLast: Encoding[][] = []
  const add = (table: Encoding[][], key: number, form: Encoding) => {
    const known = table[key]
    if (known) known.push(form)
    else table[key] = [form]
  }
  for (const form of forms) {
    const [first = 0, second = 0] = form.bytes
    const seconds = form.kind === 'base64' ? [second, CARRIAGE_RETURN, LINE_FEED, BACKSLASH] : [second]
    for (const next of seconds) add(byPair, (first << 8) | next, form)
    add(byLast, first, form)
  }
  const begins = Uint8Array.from({ length: 0x10000 }, (_, pair) => (byPair[pair] ? 1 : 0))
  return {
    hasBase64: forms.some(({ kind }) => kind === 'base64'),
    at(bytes, at) {
      const first = bytes[at] ?? 0
      if (at + 1 >= bytes.length) return byLast[first] ?? NO_ENCODINGS
      return byPair[(first << 8) | (bytes[at + 1] ?? 0)] ?? NO_ENCODINGS
    },
    next(bytes, from) {
      const last = bytes.length - 1
      let first = bytes[from] ?? 0
      for (let at = from; at < last; at += 1) {
        const second = bytes[at + 1] ?? 0
        if (begins[(first << 8) | second] === 1) return at
        first = second
      }
      return from <= last && byLast[bytes[last] ?? 0] ? last : bytes.length
    },
  }
}
