/**
 * Parses the output of `ansible-playbook` with its default callback into events, for Ansible 2.4 to today (ansible.md,
 * section 1), in chunks of any size. Only a line in column 0 and outside a block can be an event. A module result that
 * is printed over several lines is consumed as one block, since strings in it may look like results.
 */

import { createLineReader, detachString } from '../lines'
import { parseBanner } from './banner'
import type { AnsibleEvent } from './event'
import { withoutLogPrefix } from './log-prefix'
import { isSectionTitle, parseModuleResult, parseShownUrl, truncateMiddle } from './module-result'
import { parseRecapLine } from './recap-line'
import { itemEnd, itemOf, moduleResultOf, parseResultLine } from './result-line'

type Result = Extract<AnsibleEvent, { type: 'result' }>

export interface Parser {
  /** Parses the next chunk of the log; a chunk may end anywhere. */
  push(chunk: Uint8Array): void
  /** Parses an unfinished last line. */
  end(): void
  /** Lines read so far. */
  readonly lines: number
}

/**
 * What a log tells about a line besides its text. In a file of `ANSIBLE_LOG_PATH`, a line with a prefix `starts` a message,
 * and a line without one `continues` the message before, whatever it looks like.
 */
export type LinePlace = 'starts' | 'continues'

export interface LineParser {
  /**
   * Parses the next line, without prefix or escape sequences.
   * @param number of the line in the file, from 1; never decreases. Parts of one physical line share its number.
   */
  line(text: string, number: number, place?: LinePlace): void
  /** Emits a line that another program printed between those of Ansible. It neither ends nor continues a result. */
  foreignLine(text: string, number: number): void
  /** Whether the next line may belong to a result. */
  readonly isInResult: boolean
  /** Emits the last result, whose end only the end of the log shows. */
  end(): void
}

export interface ParserOptions {
  /**
   * Whether to emit a line that Ansible did not print, and whether to store the module result of a failure as its
   * `detail`. Default: always.
   */
  isWanted?: (text: string) => boolean
}

/** Lines that are consumed together. */
interface Block {
  /** `json` ends at `}` in column 0, `indented` (YAML) before the next line in column 0, `item` at its bracket. */
  kind: 'json' | 'indented' | 'item'
  /** Undefined: the block is skipped. */
  result: Result | undefined
  text: string[]
  chars: number
}

/** A longer module result is consumed to its end, but not stored. */
const MAX_BLOCK_CHARS = 131_072
const MAX_ITEM_CHARS = 200
const MAX_ITEM_LINES = 1000
const MAX_DETAIL_CHARS = 16_384

/**
 * Creates a parser. Every line except a blank one is an event or belongs to one. Strings in events are slices of their
 * chunk: detach those that you store (`detachString`). Names of plays and tasks, messages and failure details already are.
 */
export function createParser(onEvent: (event: AnsibleEvent) => void, options?: ParserOptions): Parser {
  const parser = createLineParser(onEvent, options)
  const lines = createLineReader((line, number) => parser.line(withoutLogPrefix(line), number))
  return {
    push: lines.push,
    end() {
      lines.end()
      parser.end()
    },
    get lines() {
      return lines.count
    },
  }
}

/** Creates a parser of lines that were split and stripped of their prefixes already. */
export const createLineParser = (
  onEvent: (event: AnsibleEvent) => void,
  { isWanted = () => true }: ParserOptions = {},
): LineParser => new Reader(onEvent, isWanted)

/** A failure whose JSON has ended. Sections of the debug callback may follow it (`isSectionTitle`). */
interface PendingResult {
  result: Result
  text: string[]
  chars: number
  hasSections: boolean
  /** Number of its last line that is not blank. */
  last: number
}

class Reader implements LineParser {
  #block: Block | undefined
  #pending: PendingResult | undefined
  #inRecap = false
  /** Number of the previous line. */
  #previous = 0

  constructor(
    private readonly emit: (event: AnsibleEvent) => void,
    private readonly isWanted: (text: string) => boolean,
  ) {}

  line(line: string, number: number, place?: LinePlace) {
    if (place === 'starts') this.end()
    this.#parse(line, number, place === 'continues')
    this.#previous = number
  }

  foreignLine(line: string, number: number) {
    if (line.trim() !== '' && this.isWanted(line)) this.emit({ type: 'text', line: number, text: line })
  }

  get isInResult(): boolean {
    return this.#block !== undefined || this.#pending !== undefined
  }

  #parse(line: string, number: number, continues: boolean) {
    if (this.#pending && this.#continueSections(this.#pending, line, number, continues)) return
    if (this.#block && this.#continueBlock(this.#block, line, number, continues)) return
    if (line === '' || this.#parseResult(line, number) || this.#parseOther(line, number)) return
    this.foreignLine(line, number)
  }

  end() {
    if (this.#block) this.#close(this.#block, this.#previous)
    if (this.#pending) this.#emitPending(this.#pending)
  }

  #parseResult(line: string, number: number): boolean {
    const head = parseResultLine(line)
    if (!head) return false
    const { status, host, delegate, rest } = head
    // All results have the same shape, which keeps the reducer fast.
    const result: Result = {
      type: 'result',
      line: number,
      lines: 1,
      host,
      status,
      item: undefined,
      delegate,
      message: '',
      changed: undefined,
      detail: undefined,
    }
    const item = itemOf(rest)
    if (item === undefined) this.#parseModuleResult(result, rest, number)
    else this.#parseItem({ kind: 'item', result, text: [], chars: 0 }, item, number)
    return true
  }

  #parseOther(line: string, number: number): boolean {
    const banner = parseBanner(line, number)
    if (banner) this.#inRecap = banner.type === 'recap-start'
    const event =
      banner ??
      parseIgnored(line, number) ??
      parseRetry(line, number) ??
      parseIncluded(line, number) ??
      (this.#inRecap ? parseRecapLine(line, number) : undefined)
    if (!event) return false
    this.emit(event)
    if (event.type === 'retry' && line.endsWith('Result was: {')) this.#open('json', undefined, '')
    return true
  }

  /** Parses a line of a loop's item, which ends at its closing bracket. */
  #parseItem(block: Block, line: string, number: number) {
    const { result, text } = block
    const end = itemEnd(line)
    text.push(truncateMiddle(end < 0 ? line : line.slice(0, end), MAX_ITEM_CHARS))
    this.#block = end < 0 && text.length < MAX_ITEM_LINES ? block : undefined
    if (this.#block || !result) return
    result.item = truncateMiddle(text.join(' '), MAX_ITEM_CHARS)
    this.#parseModuleResult(result, end < 0 ? '' : line.slice(end + 1), number)
  }

  /** Parses what follows a result: nothing, a module result on the same line, or the first line of a block. */
  #parseModuleResult(result: Result, rest: string, number: number) {
    const answer = rest === '' ? undefined : moduleResultOf(rest)
    if (answer === undefined) return this.#finish(result, number)
    const text = answer.trimEnd()
    if (text === '{') this.#open('json', result, '{')
    else if (text === '' || answer.startsWith('changed=')) this.#open('indented', result, answer)
    else this.#finish(result, number, answer, () => this.isWanted(answer))
  }

  /** @param last number of the result's last line */
  #finish(result: Result, last: number, answer?: string, isWanted = () => true) {
    result.lines = last - result.line + 1
    if (answer !== undefined && isFailure(result)) {
      const { message, changed } = parseModuleResult(answer)
      result.message = detachString(message)
      if (changed) result.changed = true
      if (isWanted()) result.detail = truncateMiddle(answer, MAX_DETAIL_CHARS).replace(/\n\s*/g, ' ')
    }
    this.emit(result)
  }

  #open(kind: Block['kind'], result: Result | undefined, first: string) {
    this.#block = { kind, result, text: [first], chars: first.length }
  }

  #close({ result, text }: Block, last: number) {
    this.#block = undefined
    if (result) this.#finish(result, last, text.join('\n'))
  }

  /** False: the block ended before this line. */
  #continueBlock(block: Block, line: string, number: number, continues: boolean): boolean {
    if (!continues && hasEnded(block, line, number)) {
      this.#close(block, this.#previous)
      return false
    }
    if (block.kind === 'item') this.#parseItem(block, line, number)
    else {
      if (block.result && isFailure(block.result)) {
        if (block.chars < MAX_BLOCK_CHARS) block.text.push(line)
      } else if (block.result && block.chars <= 1) block.result.message = parseShownUrl(line)
      block.chars += line.length + 1
      if (block.kind === 'json' && line.startsWith('}')) this.#closeJson(block, number)
    }
    return true
  }

  #closeJson({ result, text, chars }: Block, number: number) {
    this.#block = undefined
    if (result && isFailure(result)) this.#pending = { result, text, chars, hasSections: false, last: number }
    else if (result) this.#finish(result, number)
  }

  /** @returns false if the sections ended before this line, or do not exist */
  #continueSections(pending: PendingResult, line: string, number: number, continues: boolean): boolean {
    const isPart =
      continues || line === '' || (pending.hasSections ? !isAnsibleLine(line, number) : isSectionTitle(line))
    if (!isPart) {
      this.#emitPending(pending)
      return false
    }
    if (pending.chars < MAX_BLOCK_CHARS) pending.text.push(line)
    pending.chars += line.length + 1
    pending.hasSections ||= line !== ''
    if (line !== '') pending.last = number
    return true
  }

  #emitPending({ result, text, last }: PendingResult) {
    this.#pending = undefined
    this.#finish(result, last, text.join('\n').trimEnd())
  }
}

/** Only failures need their module result. */
const isFailure = ({ status }: Result): boolean => status === 'failed' || status === 'unreachable'

/**
 * Whether a block ended before this line. YAML ends with its indentation. A log that was interrupted inside a block
 * continues with a banner; no line of JSON or of an item looks like one.
 */
const hasEnded = ({ kind }: Block, line: string, number: number): boolean =>
  kind === 'indented' ? line !== '' && !line.startsWith(' ') : parseBanner(line, number) !== undefined

/** Whether a line ends the sections before it; they may contain any other line. */
const isAnsibleLine = (line: string, number: number): boolean =>
  parseBanner(line, number) !== undefined ||
  parseResultLine(line) !== undefined ||
  line === '...ignoring' ||
  line.startsWith(RETRYING)

const parseIgnored = (text: string, line: number): AnsibleEvent | undefined =>
  text === '...ignoring' ? { type: 'ignored', line } : undefined

const RETRYING = 'FAILED - RETRYING: '
const RETRIES_LEFT = ' retries left)'

/** `FAILED - RETRYING: NAME (N retries left).`; from 2.12 on with `[host]: ` before the name. */
function parseRetry(text: string, line: number): AnsibleEvent | undefined {
  if (!text.startsWith(RETRYING)) return undefined
  const end = text.indexOf(RETRIES_LEFT)
  const bracket = text.lastIndexOf(' (', end)
  const retriesLeft = Number(text.slice(bracket + 2, end))
  if (end < 0 || bracket < RETRYING.length || !Number.isInteger(retriesLeft)) return undefined
  const name = detachString(text.slice(RETRYING.length, bracket))
  const close = name.startsWith('[') ? name.indexOf(']: ') : -1
  if (close < 0) return { type: 'retry', line, task: name, retriesLeft }
  const host = name.slice(1, close).split(' -> ')[0] ?? ''
  return { type: 'retry', line, host, task: name.slice(close + 3), retriesLeft }
}

/** `included: FILE for HOST, HOST`, from 2.10 on followed by ` => (item=…)`. */
function parseIncluded(text: string, line: number): AnsibleEvent | undefined {
  if (!text.startsWith('included: ')) return undefined
  const item = text.indexOf(' => (item=')
  const bare = item < 0 ? text : text.slice(0, item)
  const at = bare.lastIndexOf(' for ')
  return at < 0 ? undefined : { type: 'included', line, hosts: bare.slice(at + 5).split(', ') }
}
