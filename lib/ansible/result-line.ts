/**
 * One line of a result: `ok: [host]`, `changed: [host -> other] => (item=x)`, `failed: [host] (item=x) => {…}`,
 * `fatal: [host]: FAILED! => {…}`. Read by character positions, since a log has millions of them and any of them may
 * be hostile: no expression that could backtrack.
 */
import type { ResultStatus } from './event'

export interface ResultHead {
  status: ResultStatus
  host: string
  delegate?: string
  /** What follows the host and, where there is one, `: FAILED!`; begins with a blank where it is not empty. */
  rest: string
}

interface Word {
  start: string
  status: ResultStatus
}
const OK: Word = { start: 'ok: [', status: 'ok' }
const CHANGED: Word = { start: 'changed: [', status: 'changed' }
const SKIPPING: Word = { start: 'skipping: [', status: 'skipped' }
const FATAL: Word = { start: 'fatal: [', status: 'failed' }
const ITEM_FAILED: Word = { start: 'failed: [', status: 'failed' }

const FAILED = ': FAILED!'
const UNREACHABLE = ': UNREACHABLE!'

/** The word a line would have to begin with, told by two characters. */
function wordOf(text: string): Word | undefined {
  const first = text.charCodeAt(0)
  if (first === 0x6f) return OK
  if (first === 0x63) return CHANGED
  if (first === 0x73) return SKIPPING
  return text.startsWith('fat') ? FATAL : ITEM_FAILED
}

/** The head of a result line; undefined: it is none. */
export function readResult(text: string): ResultHead | undefined {
  const word = wordOf(text)
  if (!word || !text.startsWith(word.start)) return undefined
  const end = labelEnd(text, word.start.length)
  if (end < 0) return undefined
  const arrow = text.lastIndexOf(' -> ', end)
  const host = text.slice(word.start.length, arrow < 0 ? end : arrow)
  const head: ResultHead = { status: word.status, host, rest: text.slice(end + 1) }
  if (arrow >= 0) head.delegate = text.slice(arrow + 4, end)
  return isWhole(head, word) ? head : undefined
}

/** Whether what follows the host is what follows it in a result; takes `: FAILED!` away. */
function isWhole(head: ResultHead, word: Word): boolean {
  const { rest } = head
  if (word === FATAL) {
    const said = [FAILED, UNREACHABLE].find((what) => rest.startsWith(what))
    if (said === UNREACHABLE) head.status = 'unreachable'
    head.rest = rest.slice(said?.length)
    return said !== undefined
  }
  if (word === ITEM_FAILED) return rest.startsWith(' (item=') || rest.startsWith(' => ')
  return rest === '' || rest.startsWith(' =>') || rest.trim() === ''
}

/** The `]` that closes the host. A delegate may be shown as its template, which has brackets of its own. */
function labelEnd(text: string, from: number): number {
  const end = text.indexOf(']', from)
  if (end < 0 || text.lastIndexOf('{{', end) < from) return end
  const close = text.indexOf('}}]', from)
  return close < 0 ? end : close + 2
}

export interface ItemPart {
  item: string
  /** What follows the item; begins with ` =>` where an answer follows. */
  rest: string
}

const ITEM = '(item='

/** Where in `rest` an item begins: ` => (item=…` or ` (item=…`. -1: no loop. */
export function itemStart(rest: string): number {
  if (rest.startsWith(ITEM, 1)) return 1 + ITEM.length
  return rest.startsWith(` => ${ITEM}`) ? 4 + ITEM.length : -1
}

/**
 * Splits what follows `(item=` at the bracket that closes it. Undefined: the item goes on in the next line, as
 * items with a newline do.
 */
export function readItem(text: string): ItemPart | undefined {
  const answer = [') => {', ')  => {', ') => changed=']
    .map((mark) => text.indexOf(mark))
    .filter((at) => at >= 0)
    .reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY)
  if (answer !== Number.POSITIVE_INFINITY)
    return { item: text.slice(0, answer), rest: text.slice(answer + 1).trimStart() }
  const trimmed = text.trimEnd()
  for (const [mark, rest] of [
    [')', ''],
    [') =>', '=>'],
  ] as const)
    if (trimmed.endsWith(mark)) return { item: trimmed.slice(0, -mark.length), rest }
  return undefined
}

/** What stands after `=> `; undefined: nothing does. */
export function answerAfter(rest: string): string | undefined {
  const text = rest.trimStart()
  return text.startsWith('=>') ? text.slice(2).replace(/^ /, '') : undefined
}
