/**
 * Masks secrets in a chunk of bytes, byte for byte, so that offsets do not change. A caller that splits a stream must
 * include `lookaround` bytes on both sides of a chunk, and must not emit the bytes from `pendingFrom` on.
 */
import { type Encoding, encodingsOf } from './encodings'

const STAR = 0x2a
const CARRIAGE_RETURN = 0x0d
const LINE_FEED = 0x0a
const BACKSLASH = 0x5c
/** `\n` and `\r`, which JSON writes between the lines of base64. */
const ESCAPED_BREAKS = new Set([0x6e, 0x72])
/** Programs break base64 after 64 or 76 characters, with a break of at most four bytes. */
const BASE64_LINE = 60
const BREAK_BYTES = 4

/** At the end of a line, fewer matching characters are a coincidence: almost any character may start some base64. */
const MIN_PARTIAL_BASE64 = 4

const NO_MATCH = -1
/** The encoding matches up to the end of the bytes, but continues. */
const PARTIAL_MATCH = -2

export interface ByteMask {
  /** Number of bytes on each side of a chunk that affect its result. */
  readonly lookaround: number
  /**
   * The bytes with secrets replaced by stars; the same array if it contains none.
   * @param more whether more bytes follow, so that the last ones may belong to a longer word
   */
  mask(bytes: Uint8Array, more?: boolean): Uint8Array
  /**
   * Index of the first byte that may start a secret when more bytes follow; the length if none may. Bytes that are
   * already masked in `masked`, the result of `mask`, are not pending.
   */
  pendingFrom(bytes: Uint8Array, masked: Uint8Array): number
}

export function createByteMask(secrets: Iterable<string>): ByteMask {
  const encodings = uniqueEncodings(secrets)
  const index = createPrefixIndex(encodings)
  const lookaround = encodings.reduce((max, encoding) => Math.max(max, maxLength(encoding)), 0) + 1
  return {
    lookaround,
    mask: (bytes, more = false) => mask(index, bytes, more),
    pendingFrom(bytes, masked) {
      let at = findPending(index, bytes, Math.max(0, bytes.length - lookaround))
      while (at < bytes.length && masked[at] !== bytes[at]) at += 1
      return at
    },
  }
}

/** The base64 character before a partial match, or the last character, may carry bits of a secret as well. */
function findPending(index: PrefixIndex, bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    const partial = index
      .at(bytes, at)
      .filter((encoding) => matchEnd(encoding, bytes, at, true) === PARTIAL_MATCH)
    if (partial.length > 0)
      return partial.some(({ kind }) => kind === 'base64') ? base64EdgeBefore(bytes, at) : at
  }
  return index.hasBase64 ? base64EdgeBefore(bytes, bytes.length) : bytes.length
}

function base64EdgeBefore(bytes: Uint8Array, at: number): number {
  return at > 0 && isBase64(bytes[at - 1] ?? 0) ? at - 1 : at
}

function mask(index: PrefixIndex, bytes: Uint8Array, more: boolean): Uint8Array {
  let masked: Uint8Array | undefined
  for (let at = index.next(bytes, 0); at < bytes.length; at = index.next(bytes, at + 1))
    for (const encoding of index.at(bytes, at)) {
      const end = matchEnd(encoding, bytes, at, more)
      if (end < 0) continue
      masked ??= Uint8Array.from(bytes)
      overwrite(masked, encoding, at, end)
    }
  return masked ?? bytes
}

/** Line endings are preserved. The characters next to base64 contain some bits of the secret. */
function overwrite(masked: Uint8Array, { kind }: Encoding, start: number, end: number): void {
  const edge = kind === 'base64' ? 1 : 0
  for (let at = Math.max(0, start - edge); at < Math.min(masked.length, end + edge); at += 1) {
    const byte = masked[at] ?? 0
    const isEdge = at < start || at >= end
    if (isEdge ? isBase64(byte) : byte !== CARRIAGE_RETURN && byte !== LINE_FEED) masked[at] = STAR
  }
}

/** Index after the encoding that starts at `at`. @param more whether more bytes follow */
function matchEnd(encoding: Encoding, bytes: Uint8Array, at: number, more: boolean): number {
  if (encoding.kind === 'word' && at > 0 && isWord(bytes[at - 1] ?? 0)) return NO_MATCH
  let position = at
  for (const expected of encoding.bytes) {
    const before = position
    if (encoding.kind === 'base64' && position > at) position = skipLineBreaks(bytes, position)
    if (position >= bytes.length)
      return position > before && before - at < MIN_PARTIAL_BASE64 ? NO_MATCH : PARTIAL_MATCH
    if (bytes[position] !== expected) return NO_MATCH
    position += 1
  }
  if (encoding.kind !== 'word') return position
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

/** Letters, digits, `_`, and all non-ASCII bytes. */
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
  const encodings = new Map<string, Encoding>()
  for (const secret of new Set(secrets))
    for (const encoding of encodingsOf(secret))
      encodings.set(`${encoding.kind} ${encoding.bytes.join()}`, encoding)
  return [...encodings.values()]
}

interface PrefixIndex {
  readonly hasBase64: boolean
  /** Encodings that start with the two bytes at `at`, or with the last byte. */
  at(bytes: Uint8Array, at: number): readonly Encoding[]
  /** Index from `from` on where an encoding may start; the length if none may. */
  next(bytes: Uint8Array, from: number): number
}

const NO_ENCODINGS: readonly Encoding[] = []

/** At most positions of a log no encoding starts; a single table lookup rules them out. */
function createPrefixIndex(encodings: readonly Encoding[]): PrefixIndex {
  const byPair: Encoding[][] = []
  const byLast: Encoding[][] = []
  const add = (table: Encoding[][], key: number, encoding: Encoding) => {
    const known = table[key]
    if (known) known.push(encoding)
    else table[key] = [encoding]
  }
  for (const encoding of encodings) {
    const [first = 0, second = 0] = encoding.bytes
    const seconds = encoding.kind === 'base64' ? [second, CARRIAGE_RETURN, LINE_FEED, BACKSLASH] : [second]
    for (const next of seconds) add(byPair, (first << 8) | next, encoding)
    add(byLast, first, encoding)
  }
  const startsMatch = Uint8Array.from({ length: 0x10000 }, (_, pair) => (byPair[pair] ? 1 : 0))
  return {
    hasBase64: encodings.some(({ kind }) => kind === 'base64'),
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
        if (startsMatch[(first << 8) | second] === 1) return at
        first = second
      }
      return from <= last && byLast[bytes[last] ?? 0] ? last : bytes.length
    },
  }
}
