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
  const reader = new Reader(onEvent)
  const lines = createLines((text, line) => reader.line(text, line))
  return {
    push: lines.push,
    end() {
      lines.end()
      reader.end()
    },
    get lines() {
      return lines.count
    },
  }
}

/** Takes line after line; knows the block it is in. */
class Reader {
  #block: Block | undefined
  #inRecap = false
  readonly #names = new Map<string, string>()

  constructor(private readonly emit: (event: AnsibleEvent) => void) {}

  line(text: string, line: number) {
    if (!this.#block || !this.#goOn(this.#block, text, line)) this.#read(text, line)
  }

  end() {
    if (this.#block) this.#close(this.#block)
  }

  #read(text: string, line: number) {
    if (text === '') return
    if (text === '...ignoring') this.emit({ type: 'ignored', line })
    else if (!this.#readKnown(text, line) && text.trim() !== '') this.emit({ type: 'text', line, text })
  }

  /** The first character tells which reader can want a line. */
  #readKnown(text: string, line: number): boolean {
    const first = text.charAt(0)
    if ('ocsf'.includes(first) && this.#readResult(text, line)) return true
    if ('PTRCN'.includes(first) && this.#readBanner(text, line)) return true
    if (first === 'F' && this.#readRetry(text, line)) return true
    const event = readIncluded(text, line) ?? (this.#inRecap ? readRecap(text, line) : undefined)
    if (event) this.emit(event)
    return event !== undefined
  }

  #readResult(text: string, line: number): boolean {
    const head = readResult(text)
    if (!head) return false
    const { status, rest } = head
    const result: Result = { type: 'result', line, host: this.#kept(head.host), status, message: '' }
    if (head.delegate !== undefined) result.delegate = this.#kept(head.delegate)
    const at = itemStart(rest)
    if (at < 0) this.#answer(result, rest)
    else {
      const part = readItem(rest.slice(at))
      if (part) this.#answer({ ...result, item: shortItem(part.item) }, part.rest)
      else this.#open('item', result, own(rest.slice(at, at + MAX_ITEM_CHARS)))
    }
    return true
  }

  #readBanner(text: string, line: number): boolean {
    const banner = readBanner(text, line)
    if (!banner) return false
    this.#inRecap = banner.type === 'recap-start'
    this.emit(banner)
    return true
  }

  #readRetry(text: string, line: number): boolean {
    const event = readRetry(text, line)
    if (!event) return false
    this.emit(event)
    if (text.endsWith('Result was: {')) this.#open('json', undefined, '')
    return true
  }

  /** What stands behind a result: nothing, an answer on the line, or the first line of a block. */
  #answer(result: Result, rest: string) {
    const text = answerAfter(rest)
    if (text === undefined) this.#finish(result, undefined)
    else if (text.trimEnd() === '{') this.#open('json', result, '{')
    else if (text.trim() === '' || text.startsWith('changed=')) this.#open('indented', result, text)
    else this.#finish(result, text)
  }

  #finish(result: Result, text: string | undefined) {
    if (text === undefined || (result.status !== 'failed' && result.status !== 'unreachable'))
      return this.emit(result)
    const { message, changed } = readAnswer(text)
    const detail = own(text.slice(0, MAX_DETAIL_CHARS).replace(/\n\s*/g, ' '))
    this.emit({ ...result, message: own(message), ...(changed && { changed }), detail })
  }

  #open(kind: Block['kind'], result: Result | undefined, first: string) {
    this.#block = { kind, result, text: [first], chars: first.length }
  }

  #close(block: Block) {
    this.#block = undefined
    if (block.result) this.#finish(block.result, block.text.join('\n'))
  }

  /** False: the block is over and the line not part of it. */
  #goOn(block: Block, text: string, line: number): boolean {
    if (isOver(block, text, line)) {
      this.#close(block)
      return false
    }
    if (block.kind === 'item') return this.#goOnItem(block, text)
    if (block.chars < MAX_BLOCK_CHARS) block.text.push(own(text))
    block.chars += text.length
    if (block.kind === 'json' && text.startsWith('}')) this.#close(block)
    return true
  }

  #goOnItem(block: Block, text: string): boolean {
    const part = readItem(text)
    block.text.push(own((part?.item ?? text).slice(0, MAX_ITEM_CHARS)))
    if (!part && block.text.length < MAX_ITEM_LINES) return true
    this.#block = undefined
    const item = shortItem(block.text.join(' '))
    if (block.result) this.#answer({ ...block.result, item }, part?.rest ?? '')
    return true
  }

  /** The one copy of a name that comes again and again. */
  #kept(name: string): string {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    if (this.#names.size >= MAX_NAMES) this.#names.clear()
    const copy = own(name)
    this.#names.set(copy, copy)
    return copy
  }
}

const shortItem = (item: string): string => own(bounded(item, MAX_ITEM_CHARS))

/**
 * Whether a block ended before this line: YAML does where the indentation ends, and a log that broke off inside any
 * block goes on with a banner; nothing that JSON or an item prints looks like one.
 */
const isOver = (block: Block, text: string, line: number): boolean =>
  block.kind === 'indented' ? text !== '' && !text.startsWith(' ') : readBanner(text, line) !== undefined

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
