/**
 * Parses a result line: `ok: [host]`, `changed: [host -> other] => (item=x)`, `failed: [host] (item=x) => {…}`,
 * `fatal: [host]: FAILED! => {…}`. Any line may be hostile: no regular expression here backtracks.
 */
import type { ResultStatus } from './event'

export interface ResultHead {
  status: ResultStatus
  host: string
  delegate: string | undefined
  /** The text after the host and `: FAILED!`; empty, or starts with a space. */
  rest: string
}

const START = /^(ok|changed|skipping|fatal|failed): \[/
const STATUS: Readonly<Record<string, ResultStatus>> = {
  ok: 'ok',
  changed: 'changed',
  skipping: 'skipped',
  failed: 'failed',
}

/** Parses the head of a result line; undefined for any other line. */
export function parseResultLine(line: string): ResultHead | undefined {
  const start = START.exec(line)
  if (!start) return undefined
  const [prefix, word = ''] = start
  const end = labelEnd(line, prefix.length)
  if (end < 0) return undefined
  const label = line.slice(prefix.length, end)
  const arrow = label.lastIndexOf(' -> ')
  const host = arrow < 0 ? label : label.slice(0, arrow)
  const delegate = arrow < 0 ? undefined : label.slice(arrow + 4)
  const rest = line.slice(end + 1)
  if (word !== 'fatal') {
    if (!(word === 'failed' ? FAILED_REST : REST).test(rest)) return undefined
    return { status: STATUS[word] ?? 'failed', host, delegate, rest }
  }
  const failure = FATAL_REST.exec(rest)
  if (!failure) return undefined
  const status = failure[1] === 'FAILED' ? 'failed' : 'unreachable'
  return { status, host, delegate, rest: rest.slice(failure[0].length) }
}

/** Ansible 1.9 prints `fatal: [host] => reason` for an unreachable host. */
const REST = /^(?:\s*$| =>)/
const FAILED_REST = /^ (?:\(item=|=>)/
const FATAL_REST = /^(?:: (FAILED|UNREACHABLE)!(?= =>)|(?= => ))/

/** Index of the `]` after the host. A delegate may be printed as its template, which contains brackets. */
function labelEnd(line: string, from: number): number {
  const bracket = line.indexOf(']', from)
  const template = line.slice(from, bracket).indexOf('{{')
  if (bracket < 0 || template < 0) return bracket
  const close = line.indexOf('}}]', from + template)
  return close < 0 ? bracket : close + 2
}

const ITEM = /^ (?:=> )?\(item=/

/** The text starting at a loop's item; undefined if the task has no loop. */
export function itemOf(rest: string): string | undefined {
  const start = ITEM.exec(rest)
  return start ? rest.slice(start[0].length) : undefined
}

/** The bracket that closes an item, followed by its module result. */
const CLOSING = /\) {1,2}=> \{|\) => changed=/

/** Index of the bracket that closes an item; -1: the item continues on the next line. */
export function itemEnd(text: string): number {
  const closing = text.search(CLOSING)
  if (closing >= 0) return closing
  const trimmed = text.trimEnd()
  if (trimmed.endsWith(')')) return trimmed.length - 1
  return trimmed.endsWith(') =>') ? trimmed.length - 4 : -1
}

const MODULE_RESULT = /^\s*=> ?/

/** The module result after `=>`; undefined if the line has none. */
export function moduleResultOf(rest: string): string | undefined {
  const start = MODULE_RESULT.exec(rest)
  return start ? rest.slice(start[0].length) : undefined
}
