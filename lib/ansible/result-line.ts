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

const WORDS: readonly (readonly [word: string, status: ResultStatus])[] = [
  ['ok: [', 'ok'],
  ['changed: [', 'changed'],
  ['skipping: [', 'skipped'],
  ['fatal: [', 'failed'],
  ['failed: [', 'failed'],
]
const FAILED = ': FAILED!'
const UNREACHABLE = ': UNREACHABLE!'

/** The head of a result line; undefined: it is none. */
export function readResult(text: string): ResultHead | undefined {
  const word = WORDS.find(([start]) => text.startsWith(start))
  if (!word) return undefined
  const [start, status] = word
  const end = labelEnd(text, start.length)
  if (end < 0) return undefined
  const rest = text.slice(end + 1)
  const label = text.slice(start.length, end)
  if (start === 'fatal: [') return fatal(label, rest)
  const follows =
    status === 'failed' ? rest.startsWith(' (item=') || rest.startsWith(' => ') : isOptional(rest)
  return follows ? { ...hosts(label), status, rest } : undefined
}

const isOptional = (rest: string): boolean => rest.startsWith(' =>') || rest.trim() === ''

function fatal(label: string, rest: string): ResultHead | undefined {
  if (rest.startsWith(FAILED)) return { ...hosts(label), status: 'failed', rest: rest.slice(FAILED.length) }
  if (!rest.startsWith(UNREACHABLE)) return undefined
  return { ...hosts(label), status: 'unreachable', rest: rest.slice(UNREACHABLE.length) }
}

/** The `]` that closes the host. A delegate may be shown as its template, which has brackets of its own. */
function labelEnd(text: string, from: number): number {
  const end = text.indexOf(']', from)
  const template = text.indexOf('{{', from)
  if (template < 0 || template > end) return end
  const close = text.indexOf('}}]', template)
  return close < 0 ? end : close + 2
}

function hosts(label: string): { host: string; delegate?: string } {
  const arrow = label.indexOf(' -> ')
  return arrow < 0 ? { host: label } : { host: label.slice(0, arrow), delegate: label.slice(arrow + 4) }
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
