/**
 * What `ansible-playbook` prints through its default callback -> events, for Ansible 2.4 to today (ansible.md,
 * section 1), as a stream in chunks of any size. A line counts only in column 0 and outside of a block: answers that
 * are printed over several lines are taken whole, since strings in them may look like results.
 */
import { bounded, readAnswer } from './answer'
import { readBanner } from './banner'
import type { AnsibleEvent, Counters } from './event'
import { createLines, own } from './lines'
import { answerAfter, itemStart, readItem, readResult } from './result-line'

type Result = Extract<AnsibleEvent, { type: 'result' }>

export interface Parser {
  /** Takes the next piece of the log, cut anywhere. */
  push(chunk: string | Uint8Array): void
  /** Says that nothing follows: the last line need not end in a newline. */
  end(): void
  /** Lines read so far. */
  readonly lines: number
}

/** What the lines that come belong to. */
interface Block {
  /** `json` ends at `}` in column 0, `indented` (YAML) before the next line in column 0, `item` at its bracket. */
  kind: 'json' | 'indented' | 'item'
  result: Result | undefined
  text: string[]
  chars: number
}

/** Of an answer over many lines no more is kept; all of it is read. */
const MAX_BLOCK_CHARS = 131_072
const MAX_ITEM_CHARS = 200
const MAX_NAMES = 10_000
const MAX_ITEM_LINES = 1000
/** Longest answer that is handed on for diagnosis. */
const MAX_DETAIL_CHARS = 16_384

/** Blank lines are no event; every other line is one or belongs to one. */
export function createParser(onEvent: (event: AnsibleEvent) => void): Parser {
  let block: Block | undefined
  let inRecap = false
  const names = new Map<string, string>()

  const lines = createLines((text, line) => {
    if (!block || !goOn(block, text, line)) read(text, line)
  })

  /** The one copy of a name that comes again and again. */
  function kept(name: string): string {
    const known = names.get(name)
    if (known !== undefined) return known
    if (names.size >= MAX_NAMES) names.clear()
    const copy = own(name)
    names.set(copy, copy)
    return copy
  }

  function open(kind: Block['kind'], result: Result | undefined, first: string) {
    block = { kind, result, text: [first], chars: first.length }
  }

  /** False: the block is over and the line not part of it. */
  function goOn(current: Block, text: string, line: number): boolean {
    if (current.kind === 'indented' ? text !== '' && !text.startsWith(' ') : isCut(current, text, line)) {
      close(current)
      return false
    }
    if (current.kind === 'item') return goOnItem(current, text)
    if (current.chars < MAX_BLOCK_CHARS) current.text.push(own(text))
    current.chars += text.length
    if (current.kind === 'json' && text.startsWith('}')) close(current)
    return true
  }

  function goOnItem(current: Block, text: string): boolean {
    const part = readItem(text)
    current.text.push(own((part?.item ?? text).slice(0, MAX_ITEM_CHARS)))
    if (!part && current.text.length < MAX_ITEM_LINES) return true
    block = undefined
    if (current.result)
      answer({ ...current.result, item: shortItem(current.text.join(' ')) }, part?.rest ?? '')
    return true
  }

  function close(current: Block) {
    block = undefined
    if (current.result) finish(current.result, current.text.join('\n'))
  }

  function finish(result: Result, text: string | undefined) {
    if (text === undefined || (result.status !== 'failed' && result.status !== 'unreachable'))
      return onEvent(result)
    const { message, changed } = readAnswer(text)
    const detail = own(text.slice(0, MAX_DETAIL_CHARS).replace(/\n\s*/g, ' '))
    onEvent({ ...result, message: own(message), ...(changed && { changed }), detail })
  }

  function answer(result: Result, rest: string) {
    const text = answerAfter(rest)
    if (text === undefined) finish(result, undefined)
    else if (text.trimEnd() === '{') open('json', result, '{')
    else if (text.trim() === '' || text.startsWith('changed=')) open('indented', result, text)
    else finish(result, text)
  }

  function readResultLine(text: string, line: number): boolean {
    const head = readResult(text)
    if (!head) return false
    const result: Result = { type: 'result', line, host: kept(head.host), status: head.status, message: '' }
    if (head.delegate !== undefined) result.delegate = kept(head.delegate)
    const at = itemStart(head.rest)
    if (at < 0) answer(result, head.rest)
    else {
      const part = readItem(head.rest.slice(at))
      if (part) answer({ ...result, item: shortItem(part.item) }, part.rest)
      else open('item', result, own(head.rest.slice(at, at + MAX_ITEM_CHARS)))
    }
    return true
  }

  function readStart(text: string, line: number): boolean {
    const banner = readBanner(text, line)
    if (!banner) return false
    inRecap = banner.type === 'recap-start'
    onEvent(banner)
    return true
  }

  function readRetryLine(text: string, line: number): boolean {
    const event = readRetry(text, line)
    if (!event) return false
    onEvent(event)
    if (text.endsWith('Result was: {')) open('json', undefined, '')
    return true
  }

  function readOther(text: string, line: number): boolean {
    const event = readIncluded(text, line) ?? (inRecap ? readRecap(text, line) : undefined)
    if (event) onEvent(event)
    return event !== undefined
  }

  /** The first character tells which reader can want a line. */
  function readers(first: string) {
    if ('ocsf'.includes(first)) return readResultLine
    if ('PTRCN'.includes(first)) return readStart
    return first === 'F' ? readRetryLine : undefined
  }

  function read(text: string, line: number) {
    if (text === '') return
    if (text === '...ignoring') return onEvent({ type: 'ignored', line })
    if (readers(text.charAt(0))?.(text, line) || readOther(text, line)) return
    if (text.trim() !== '') onEvent({ type: 'text', line, text })
  }

  return {
    push: lines.push,
    end() {
      lines.end()
      if (block) close(block)
    },
    get lines() {
      return lines.count
    },
  }
}

const shortItem = (item: string): string => own(bounded(item, MAX_ITEM_CHARS))

/** A log that broke off inside a block goes on with a banner; nothing that JSON or an item prints looks like one. */
const isCut = (block: Block, text: string, line: number): boolean =>
  (block.kind !== 'item' || block.text.length > 0) && readBanner(text, line) !== undefined

const RETRY = 'FAILED - RETRYING: '
const LEFT = ' retries left)'

/** `FAILED - RETRYING: NAME (N retries left).`; from 2.12 on with `[host]: ` before the name. */
function readRetry(text: string, line: number): AnsibleEvent | undefined {
  if (!text.startsWith(RETRY)) return undefined
  const end = text.indexOf(LEFT)
  const bracket = text.lastIndexOf(' (', end)
  const left = Number(text.slice(bracket + 2, end))
  if (end < 0 || bracket < RETRY.length || !Number.isInteger(left)) return undefined
  const name = text.slice(RETRY.length, bracket)
  const close = name.startsWith('[') ? name.indexOf(']: ') : -1
  if (close < 0) return { type: 'retry', line, task: own(name), left }
  const host = name.slice(1, close).split(' -> ')[0] ?? ''
  return { type: 'retry', line, host: own(host), task: own(name.slice(close + 3)), left }
}

/** `included: FILE for HOST, HOST`, from 2.10 on with ` => (item=…)` behind it. */
function readIncluded(text: string, line: number): AnsibleEvent | undefined {
  if (!text.startsWith('included: ')) return undefined
  const item = text.indexOf(' => (item=')
  const bare = item < 0 ? text : text.slice(0, item)
  const at = bare.lastIndexOf(' for ')
  return at < 0
    ? undefined
    : {
        type: 'included',
        line,
        hosts: bare
          .slice(at + 5)
          .split(', ')
          .map(own),
      }
}

const COUNTERS: Readonly<Record<string, keyof Counters>> = {
  ok: 'ok',
  changed: 'changed',
  unreachable: 'unreachable',
  failed: 'failed',
  skipped: 'skipped',
  rescued: 'rescued',
  ignored: 'ignored',
}

/** `host : ok=1 changed=0 …`; which counters there are depends on Ansible's version. */
function readRecap(text: string, line: number): AnsibleEvent | undefined {
  const at = text.indexOf(' : ok=')
  const host = text.slice(0, at).trim()
  if (at < 0 || host === '' || host.includes(' ')) return undefined
  const counters: Partial<Counters> = {}
  for (const word of text.slice(at + 3).split(' ')) {
    const [name = '', count = ''] = word.split('=')
    const counter = COUNTERS[name]
    if (counter && /^\d{1,15}$/.test(count)) counters[counter] = Number(count)
  }
  return { type: 'recap', line, host: own(host), counters }
}
