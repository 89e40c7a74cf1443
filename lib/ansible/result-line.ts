/**
 * One line of a result: `ok: [host]`, `changed: [host -> other] => (item=x)`, `failed: [host] (item=x) => {…}`,
 * `fatal: [host]: FAILED! => {…}`. Read by places of bytes, since a log has millions of them and any of them may be
 * hostile: no expression that could backtrack.
 */
import { bytesOf, placeOf, standsAt, trimmedEnd, trimmedStart } from './bytes'
import type { ResultStatus } from './event'

/** Where the parts of a result stand. */
export interface ResultHead {
  status: ResultStatus
  host: number
  hostEnd: number
  /** Where a delegate stands; -1: there is none. */
  delegate: number
  delegateEnd: number
  /** What follows the host and, where there is one, `: FAILED!`; begins with a blank where it is not empty. */
  rest: number
}

interface Word {
  start: Uint8Array
  status: ResultStatus
}
const OK: Word = { start: bytesOf('ok: ['), status: 'ok' }
const CHANGED: Word = { start: bytesOf('changed: ['), status: 'changed' }
const SKIPPING: Word = { start: bytesOf('skipping: ['), status: 'skipped' }
const FATAL: Word = { start: bytesOf('fatal: ['), status: 'failed' }
const ITEM_FAILED: Word = { start: bytesOf('failed: ['), status: 'failed' }

const FAILED = bytesOf(': FAILED!')
const UNREACHABLE = bytesOf(': UNREACHABLE!')
const ITEM = bytesOf(' (item=')
const ANSWER = bytesOf(' =>')
const ANSWER_ITEM = bytesOf(' => (item=')
const ARROW = bytesOf(' -> ')
const TEMPLATE = bytesOf('{{')
const TEMPLATE_END = bytesOf('}}]')

const BLANK = 0x20
const CLOSE = 0x5d
const BRACE = 0x7b

/** The word a line would have to begin with, told by two bytes. */
function wordOf(first: number, third: number | undefined): Word | undefined {
  if (first === 0x6f) return OK
  if (first === 0x63) return CHANGED
  if (first === 0x73) return SKIPPING
  return third === 0x74 ? FATAL : ITEM_FAILED
}

/** The head of a result line; undefined: it is none. */
export function readResult(bytes: Uint8Array, from: number, to: number): ResultHead | undefined {
  const word = wordOf(bytes[from] ?? 0, bytes[from + 2])
  if (!word || !standsAt(bytes, word.start, from, to)) return undefined
  const host = from + word.start.length
  const end = labelEnd(bytes, host, to)
  if (end < 0) return undefined
  const head: ResultHead = {
    status: word.status,
    host,
    hostEnd: end,
    delegate: -1,
    delegateEnd: end,
    rest: end + 1,
  }
  const arrow = lastArrow(bytes, host, end)
  if (arrow >= 0) {
    head.hostEnd = arrow
    head.delegate = arrow + ARROW.length
  }
  return isWhole(head, word, bytes, to) ? head : undefined
}

/** Whether what follows the host is what follows it in a result; takes `: FAILED!` away. */
function isWhole(head: ResultHead, word: Word, bytes: Uint8Array, to: number): boolean {
  const { rest } = head
  if (word === FATAL) {
    if (standsAt(bytes, FAILED, rest, to)) head.rest += FAILED.length
    else if (standsAt(bytes, UNREACHABLE, rest, to)) {
      head.status = 'unreachable'
      head.rest += UNREACHABLE.length
    } else return false
    return true
  }
  if (word === ITEM_FAILED) return standsAt(bytes, ITEM, rest, to) || standsAt(bytes, ANSWER, rest, to)
  return rest === to || standsAt(bytes, ANSWER, rest, to) || trimmedStart(bytes, rest, to) === to
}

/** The `]` that closes the host. A delegate may be shown as its template, which has brackets of its own. */
function labelEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]
    if (byte === CLOSE) return at
    if (byte === BRACE && standsAt(bytes, TEMPLATE, at, to)) {
      const close = placeOf(bytes, TEMPLATE_END, at, to)
      return close < 0 ? bytes.subarray(0, to).indexOf(CLOSE, at) : close + 2
    }
  }
  return -1
}

function lastArrow(bytes: Uint8Array, from: number, to: number): number {
  for (let at = to - ARROW.length; at >= from; at--)
    if (bytes[at] === BLANK && standsAt(bytes, ARROW, at, to)) return at
  return -1
}

/** Where in what follows a host an item begins: ` => (item=…` or ` (item=…`. -1: no loop. */
export function itemStart(bytes: Uint8Array, rest: number, to: number): number {
  if (bytes[rest] !== BLANK) return -1
  if (standsAt(bytes, ITEM, rest, to)) return rest + ITEM.length
  return standsAt(bytes, ANSWER_ITEM, rest, to) ? rest + ANSWER_ITEM.length : -1
}

const CLOSINGS = [') => {', ')  => {', ') => changed='].map(bytesOf)
const ROUND = 0x29
const CLOSED = bytesOf(') =>')

/**
 * The bracket that closes an item which goes on at `from`. -1: the item goes on in the next line, as items with a
 * newline do.
 */
export function itemEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to - 5; at++)
    if (bytes[at] === ROUND && CLOSINGS.some((mark) => standsAt(bytes, mark, at, to))) return at
  const end = trimmedEnd(bytes, from, to)
  if (end > from && bytes[end - 1] === ROUND) return end - 1
  return standsAt(bytes, CLOSED, Math.max(from, end - CLOSED.length), end) ? end - CLOSED.length : -1
}

/** Where the answer after `=>` begins; -1: there is none. */
export function answerStart(bytes: Uint8Array, rest: number, to: number): number {
  const at = trimmedStart(bytes, rest, to)
  if (bytes[at] !== 0x3d || bytes[at + 1] !== 0x3e || at + 2 > to) return -1
  return bytes[at + 2] === BLANK && at + 2 < to ? at + 3 : at + 2
}
