/**
 * Hides secrets in a stretch of bytes, byte for byte, so that every offset stays what it is. It knows nothing of what
 * stands around the stretch: whoever cuts a stream reads `context` bytes more at both sides, and holds back what
 * `undecided` names.
 */
import { type Form, writtenForms } from './forms'

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
const TELLING = 4

const DIFFERS = -1
/** It agrees to the end of the bytes, and would go on. */
const CUT = -2

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

export function byteMask(secrets: Iterable<string>): ByteMask {
  const forms = distinctForms(secrets)
  const heads = headsOf(forms)
  const context = forms.reduce((most, form) => Math.max(most, longest(form)), 0) + 1
  return {
    context,
    mask: (bytes, more = false) => mask(heads, bytes, more),
    undecided(bytes, masked) {
      let at = undecidedFrom(heads, bytes, Math.max(0, bytes.length - context))
      while (at < bytes.length && masked[at] !== bytes[at]) at += 1
      return at
    },
  }
}

/** A character of base64 before what is open, or the last one by itself, may carry bits of a secret as well. */
function undecidedFrom(heads: Heads, bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at += 1) {
    const open = heads.at(bytes, at).filter((form) => reach(form, bytes, at, true) === CUT)
    if (open.length > 0) return open.some(({ kind }) => kind === 'base64') ? edgeBefore(bytes, at) : at
  }
  return heads.hasBase64 ? edgeBefore(bytes, bytes.length) : bytes.length
}

function edgeBefore(bytes: Uint8Array, at: number): number {
  return at > 0 && isBase64(bytes[at - 1] ?? 0) ? at - 1 : at
}

function mask(heads: Heads, bytes: Uint8Array, more: boolean): Uint8Array {
  let masked: Uint8Array | undefined
  for (let at = heads.next(bytes, 0); at < bytes.length; at = heads.next(bytes, at + 1))
    for (const form of heads.at(bytes, at)) {
      const end = reach(form, bytes, at, more)
      if (end < 0) continue
      masked ??= Uint8Array.from(bytes)
      hide(masked, form, at, end)
    }
  return masked ?? bytes
}

/** Ends of lines stay. Beside base64 stand characters that are made of the secret's bits in part. */
function hide(masked: Uint8Array, { kind }: Form, start: number, end: number): void {
  const edge = kind === 'base64' ? 1 : 0
  for (let at = Math.max(0, start - edge); at < Math.min(masked.length, end + edge); at += 1) {
    const byte = masked[at] ?? 0
    const isEdge = at < start || at >= end
    if (isEdge ? isBase64(byte) : byte !== CARRIAGE_RETURN && byte !== LINE_FEED) masked[at] = STAR
  }
}

/** Where the form ends that starts at `at`. @param more whether more bytes are to come behind these */
function reach(form: Form, bytes: Uint8Array, at: number, more: boolean): number {
  if (form.kind === 'word' && at > 0 && isWord(bytes[at - 1] ?? 0)) return DIFFERS
  let place = at
  for (const wanted of form.bytes) {
    const before = place
    if (form.kind === 'base64' && place > at) place = behindBreaks(bytes, place)
    if (place >= bytes.length) return place > before && before - at < TELLING ? DIFFERS : CUT
    if (bytes[place] !== wanted) return DIFFERS
    place += 1
  }
  if (form.kind !== 'word') return place
  if (place >= bytes.length) return more ? CUT : place
  return isWord(bytes[place] ?? 0) ? DIFFERS : place
}

function behindBreaks(bytes: Uint8Array, from: number): number {
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

function longest({ kind, bytes }: Form): number {
  if (kind !== 'base64') return bytes.length + 1
  return bytes.length + BREAK_BYTES * (Math.ceil(bytes.length / BASE64_LINE) + 1)
}

function distinctForms(secrets: Iterable<string>): Form[] {
  const forms = new Map<string, Form>()
  for (const secret of new Set(secrets))
    for (const form of writtenForms(secret)) forms.set(`${form.kind} ${form.bytes.join()}`, form)
  return [...forms.values()]
}

interface Heads {
  readonly hasBase64: boolean
  /** The forms that may start here, by the two bytes that stand here, or the one that is the last. */
  at(bytes: Uint8Array, at: number): readonly Form[]
  /** The next place from `from` on where a form may start; the bytes' length where none is left. */
  next(bytes: Uint8Array, from: number): number
}

const NONE: readonly Form[] = []

/** Most places of a log begin no form: that is found out with one look into a table. */
function headsOf(forms: readonly Form[]): Heads {
  const byPair: Form[][] = []
  const byLast: Form[][] = []
  const add = (table: Form[][], key: number, form: Form) => {
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
      if (at + 1 >= bytes.length) return byLast[first] ?? NONE
      return byPair[(first << 8) | (bytes[at + 1] ?? 0)] ?? NONE
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
