/**
 * What `ansible-playbook` prints through its default callback -> events, for Ansible 2.4 to today (ansible.md,
 * section 1), as a stream in chunks of any size. A line counts only in column 0 and outside of a block: answers that
 * are printed over several lines are taken whole, since strings in them may look like results.
 */
import { bounded, readAnswer } from './answer'
import { readBanner } from './banner'
import { bytesOf, standsAt, textOf, trimmedEnd, trimmedStart } from './bytes'
import type { AnsibleEvent, Counters } from './event'
import { createLines, own } from './lines'
import { createNames } from './names'
import { answerStart, itemEnd, itemStart, type ResultHead, readResult } from './result-line'

type Result = Extract<AnsibleEvent, { type: 'result' }>

export interface Parser {
  /** Takes the next piece of the log, cut anywhere. */
  push(chunk: Uint8Array): void
  /** Says that nothing follows: the last line need not end in a newline. */
  end(): void
  /** Lines read so far. */
  readonly lines: number
}

export interface ParserOptions {
  /**
   * Which of the lines that are not Ansible's are worth an event, and which failures' whole answers are worth a look;
   * left out: all. The other lines are only counted.
   */
  isWanted?: (bytes: Uint8Array, from: number, to: number) => boolean
}

/** What the lines that come belong to. */
interface Block {
  /** `json` ends at `}` in column 0, `indented` (YAML) before the next line in column 0, `item` at its bracket. */
  kind: 'json' | 'indented' | 'item'
  /** Undefined: the block is passed over. */
  result: Result | undefined
  text: string[]
  chars: number
}

/** Of an answer over many lines no more is kept; all of it is read. */
const MAX_BLOCK_CHARS = 131_072
const MAX_ITEM_CHARS = 200
const MAX_ITEM_LINES = 1000
/** Longest answer that is handed on for diagnosis. */
const MAX_DETAIL_CHARS = 16_384

/** Blank lines are no event; every other line is one or belongs to one. */
export function createParser(onEvent: (event: AnsibleEvent) => void, options: ParserOptions = {}): Parser {
  const reader = new Reader(onEvent, options.isWanted ?? (() => true))
  const lines = createLines((bytes, from, to, line) => reader.line(bytes, from, to, line))
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

const IGNORING = bytesOf('...ignoring')
const INCLUDED = bytesOf('included: ')
const CHANGED_FLAG = bytesOf('changed=')
const OPEN = 0x7b
const CLOSE = 0x7d
const BLANK = 0x20

/** What a line may be by its first byte. */
type Kind = 'result' | 'banner' | 'retry' | 'included' | 'ignoring'
const KINDS: (Kind | undefined)[] = new Array(256).fill(undefined)
for (const letter of 'ocsf') KINDS[letter.charCodeAt(0)] = 'result'
for (const letter of 'PTRCN') KINDS[letter.charCodeAt(0)] = 'banner'
KINDS['F'.charCodeAt(0)] = 'retry'
KINDS['i'.charCodeAt(0)] = 'included'
KINDS['.'.charCodeAt(0)] = 'ignoring'

/** Takes line after line; knows the block it is in. */
class Reader {
  #block: Block | undefined
  #inRecap = false
  readonly #name = createNames()

  constructor(
    private readonly emit: (event: AnsibleEvent) => void,
    private readonly isWanted: (bytes: Uint8Array, from: number, to: number) => boolean,
  ) {}

  line(bytes: Uint8Array, from: number, to: number, line: number) {
    if (this.#block && this.#goOn(this.#block, bytes, from, to, line)) return
    if (from === to || this.#readKnown(bytes, from, to, line)) return
    if (trimmedStart(bytes, from, to) === to || !this.isWanted(bytes, from, to)) return
    this.emit({ type: 'text', line, text: textOf(bytes, from, to) })
  }

  end() {
    if (this.#block) this.#close(this.#block)
  }

  /** The first byte tells which reader can want a line; in a recap, a row may begin with any. */
  #readKnown(bytes: Uint8Array, from: number, to: number, line: number): boolean {
    const kind = KINDS[bytes[from] ?? 0]
    if (kind === 'result' && this.#readResult(bytes, from, to, line)) return true
    if (kind === 'banner' && this.#readBanner(bytes, from, to, line)) return true
    if (kind === 'retry' && this.#readRetry(textOf(bytes, from, to), line)) return true
    if (kind === 'ignoring' && to - from === IGNORING.length && standsAt(bytes, IGNORING, from, to)) {
      this.emit({ type: 'ignored', line })
      return true
    }
    if (kind === 'included' && standsAt(bytes, INCLUDED, from, to))
      return this.#emitted(readIncluded(textOf(bytes, from, to), line))
    return this.#inRecap && this.#emitted(readRecap(textOf(bytes, from, to), line))
  }

  #emitted(event: AnsibleEvent | undefined): boolean {
    if (event) this.emit(event)
    return event !== undefined
  }

  #readResult(bytes: Uint8Array, from: number, to: number, line: number): boolean {
    const head = readResult(bytes, from, to)
    if (!head) return false
    const result = this.#result(head, bytes, line)
    const item = itemStart(bytes, head.rest, to)
    if (item < 0) this.#answer(result, bytes, head.rest, to)
    else {
      const end = itemEnd(bytes, item, to)
      if (end < 0) this.#open('item', result, own(textOf(bytes, item, to).slice(0, MAX_ITEM_CHARS)))
      else {
        result.item = shortItem(this.#name(bytes, item, end))
        this.#answer(result, bytes, end + 1, to)
      }
    }
    return true
  }

  #result(head: ResultHead, bytes: Uint8Array, line: number): Result {
    // All results have the same shape, which makes whoever reads a million of them faster.
    return {
      type: 'result',
      line,
      host: this.#name(bytes, head.host, head.hostEnd),
      status: head.status,
      item: undefined,
      delegate: head.delegate < 0 ? undefined : this.#name(bytes, head.delegate, head.delegateEnd),
      message: '',
      changed: undefined,
      detail: undefined,
    }
  }

  #readBanner(bytes: Uint8Array, from: number, to: number, line: number): boolean {
    const banner = readBanner(bytes, from, to, line)
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
  #answer(result: Result, bytes: Uint8Array, rest: number, to: number) {
    const at = rest === to ? -1 : answerStart(bytes, rest, to)
    if (at < 0) return this.emit(result)
    const end = trimmedEnd(bytes, at, to)
    if (end === at + 1 && bytes[at] === OPEN) this.#open('json', result, '{')
    else if (end <= at || standsAt(bytes, CHANGED_FLAG, at, to))
      this.#open('indented', result, textOf(bytes, at, to))
    else if (!wantsAnswer(result)) this.emit(result)
    else this.#finish(result, textOf(bytes, at, to), this.isWanted(bytes, at, to))
  }

  #finish(result: Result, text: string, isWanted: boolean) {
    const { message, changed } = readAnswer(text)
    result.message = own(message)
    if (changed) result.changed = true
    if (isWanted) result.detail = bounded(text, MAX_DETAIL_CHARS).replace(/\n\s*/g, ' ')
    this.emit(result)
  }

  #open(kind: Block['kind'], result: Result | undefined, first: string) {
    this.#block = { kind, result, text: [first], chars: first.length }
  }

  #close(block: Block) {
    this.#block = undefined
    if (!block.result) return
    if (wantsAnswer(block.result)) this.#finish(block.result, block.text.join('\n'), true)
    else this.emit(block.result)
  }

  /** False: the block is over and the line not part of it. */
  #goOn(block: Block, bytes: Uint8Array, from: number, to: number, line: number): boolean {
    if (isOver(block, bytes, from, to, line)) {
      this.#close(block)
      return false
    }
    if (block.kind === 'item') return this.#goOnItem(block, bytes, from, to)
    if (block.result && wantsAnswer(block.result) && block.chars < MAX_BLOCK_CHARS)
      block.text.push(textOf(bytes, from, to))
    block.chars += to - from + 1
    if (block.kind === 'json' && bytes[from] === CLOSE && from < to) this.#close(block)
    return true
  }

  #goOnItem(block: Block, bytes: Uint8Array, from: number, to: number): boolean {
    const end = itemEnd(bytes, from, to)
    const part = textOf(bytes, from, end < 0 ? to : end)
    block.text.push(own(part.slice(0, MAX_ITEM_CHARS)))
    if (end < 0 && block.text.length < MAX_ITEM_LINES) return true
    this.#block = undefined
    const { result } = block
    if (!result) return true
    result.item = shortItem(block.text.join(' '))
    this.#answer(result, bytes, end < 0 ? to : end + 1, to)
    return true
  }
}

/** Only of what failed the answer is read. */
const wantsAnswer = ({ status }: Result): boolean => status === 'failed' || status === 'unreachable'

const shortItem = (item: string): string =>
  item.length <= MAX_ITEM_CHARS ? item : own(bounded(item, MAX_ITEM_CHARS))

/**
 * Whether a block ended before this line: YAML does where the indentation ends, and a log that broke off inside any
 * block goes on with a banner; nothing that JSON or an item prints looks like one.
 */
function isOver(block: Block, bytes: Uint8Array, from: number, to: number, line: number): boolean {
  if (block.kind === 'indented') return from < to && bytes[from] !== BLANK
  return KINDS[bytes[from] ?? 0] === 'banner' && readBanner(bytes, from, to, line) !== undefined
}

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
  if (close < 0) return { type: 'retry', line, task: name, left }
  const host = name.slice(1, close).split(' -> ')[0] ?? ''
  return { type: 'retry', line, host, task: name.slice(close + 3), left }
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
        hosts: bare.slice(at + 5).split(', '),
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
  return { type: 'recap', line, host, counters }
}
