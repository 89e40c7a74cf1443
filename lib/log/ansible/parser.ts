/**
 * Parses the output of Ansible into events, for Ansible 1.9 to today (ansible.md, section 1), in chunks of any size. Only a
 * line in column 0 and outside a block can be an event. A module result that is printed over several lines is consumed as
 * one block, since strings in it may look like results. Callbacks: default, debug, yaml, minimal, oneline.
 */

import { createLineReader } from '../lines'
import { type AdHocHead, parseAdHocLine } from './ad-hoc-line'
import { closesBanner, opensBanner, parseBanner } from './banner'
import { BannerWidths } from './banner-widths'
import { type AnsibleEvent, isFailure } from './event'
import { parseModuleResult, parseOutput, parseShownUrl, truncateMiddle } from './module-result'
import { parseNotice } from './notices'
import {
  addSectionLine,
  createPending,
  isSectionLine,
  isWithoutMessage,
  type PendingResult,
} from './pending-result'
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
  /**
   * `json` ends at `}` in column 0, `indented` (YAML) before the next line in column 0, `item` at its bracket, `output` (of
   * an ad-hoc command) before the next result.
   */
  kind: 'json' | 'indented' | 'item' | 'output'
  /** Undefined: the block is skipped. */
  result: Result | undefined
  text: string[]
  chars: number
}

/** A banner that may end on a later line. Its lines are parsed again if it does not. */
interface OpenBanner {
  lines: { text: string; number: number; place: LinePlace | undefined }[]
  chars: number
}

/** A longer module result is consumed to its end, but not stored. */
const MAX_BLOCK_CHARS = 131_072
const MAX_ITEM_CHARS = 200
const MAX_ITEM_LINES = 1000
const MAX_DETAIL_CHARS = 16_384
/** A longer name is a text that looks like a banner. */
const MAX_BANNER_LINES = 500
const MAX_BANNER_CHARS = 32_768

/**
 * Creates a parser. Every line except a blank one is an event or belongs to one. Strings in events are slices of their
 * chunk: detach those that you store (`detachString`). Names of plays and tasks, messages and failure details already are.
 */
export function createParser(onEvent: (event: AnsibleEvent) => void, options?: ParserOptions): Parser {
  const parser = createLineParser(onEvent, options)
  const lines = createLineReader((line, number) => parser.line(line, number))
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

class Reader implements LineParser {
  #block: Block | undefined
  #banner: OpenBanner | undefined
  #pending: PendingResult | undefined
  #inRecap = false
  /** Whether a play runs. Its results have tasks, and output that looks like a result without a task is text. */
  #inPlay = false
  readonly #widths = new BannerWidths()
  /** Lines in which an error message of Ansible may continue. */
  #errorLines = 0
  /** Number of the previous line. */
  #previous = 0

  constructor(
    private readonly emit: (event: AnsibleEvent) => void,
    private readonly isWanted: (text: string) => boolean,
  ) {}

  line(line: string, number: number, place?: LinePlace) {
    if (place === 'starts') this.end()
    this.#parse(line, number, place)
    this.#previous = number
  }

  foreignLine(line: string, number: number) {
    if (line.trim() !== '' && this.isWanted(line)) this.emit({ type: 'text', line: number, text: line })
  }

  get isInResult(): boolean {
    return this.#block !== undefined || this.#pending !== undefined || this.#banner !== undefined
  }

  #parse(line: string, number: number, place: LinePlace | undefined) {
    const continues = place === 'continues'
    if (this.#pending && this.#continueSections(this.#pending, line, number, continues)) return
    if (this.#block && this.#continueBlock(this.#block, line, number, continues)) return
    if (this.#banner && this.#continueBanner(this.#banner, line, number, place)) return
    if (line === '' || this.#parseResult(line, number) || this.#parseOther(line, number)) return
    if (opensBanner(line)) this.#banner = { lines: [{ text: line, number, place }], chars: line.length }
    else this.foreignLine(line, number)
  }

  end() {
    if (this.#block) this.#close(this.#block, this.#previous)
    if (this.#pending) this.#emitPending(this.#pending)
    if (this.#banner) this.#dismissBanner(this.#banner)
  }

  #parseResult(line: string, number: number): boolean {
    const head = parseResultLine(line)
    if (!head) return !this.#inPlay && this.#parseAdHoc(line, number)
    const { status, host, delegate, rest } = head
    const result = createResult(number, host, status, delegate)
    this.#errorLines = 0
    const item = itemOf(rest)
    if (item === undefined) this.#parseModuleResult(result, rest, number)
    else this.#parseItem({ kind: 'item', result, text: [], chars: 0 }, item, number)
    return true
  }

  #parseAdHoc(line: string, number: number): boolean {
    const head = parseAdHocLine(line)
    if (head) this.#openAdHoc(head, number, number)
    return head !== undefined
  }

  /** @param first number of the result's first line */
  #openAdHoc({ host, status, format, rest }: AdHocHead, number: number, first: number) {
    const result = createResult(first, host, status, undefined, true)
    if (format === 'none') this.#finish(result, number)
    else if (format === 'yaml') this.#open('indented', result, rest)
    else if (format === 'output' || format === 'text') this.#open('output', result, rest)
    else if (rest === '{') this.#open('json', result, rest)
    else this.#finish(result, number, rest)
  }

  #parseOther(line: string, number: number): boolean {
    const banner = this.#parseBanner(line, number)
    if (banner) this.#enter(banner, line.length)
    const event =
      banner ?? parseNotice(line, number) ?? (this.#inRecap ? parseRecapLine(line, number) : undefined)
    if (!event) return this.#noteError(line)
    this.emit(event)
    if (event.type === 'retry' && line.endsWith('Result was: {')) this.#open('json', undefined, '')
    return true
  }

  #enter({ type }: AnsibleEvent, width?: number) {
    this.#inRecap = type === 'recap-start'
    this.#inPlay = !this.#inRecap
    this.#errorLines = 0
    if (width !== undefined) this.#widths.add(width)
  }

  /** Always false: the line is text as well. */
  #noteError(line: string): false {
    if (line.startsWith(TASK_ERROR)) this.#errorLines = MAX_ERROR_LINES
    else if (this.#errorLines > 0) this.#errorLines--
    if (line.includes(INTERRUPTED)) this.#inPlay = false
    return false
  }

  /** A banner, unless it is in the message of an error and narrower than all others. */
  #parseBanner(line: string, number: number) {
    const banner = parseBanner(line, number)
    return this.#errorLines > 0 && !this.#widths.isUsual(line) ? undefined : banner
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
    else if (text === '{}' || (isFailure(result) && isWithoutMessage(text)))
      this.#await(result, [answer], number)
    else this.#finish(result, number, answer)
  }

  /** @param last number of the result's last line */
  #finish(result: Result, last: number, answer?: string, sections: readonly string[] = []) {
    result.lines = last - result.line + 1
    if (answer !== undefined && isFailure(result)) {
      const { message, changed, fields } = parseModuleResult(answer, sections)
      result.message = message
      if (changed) result.changed = true
      const whole = sections.length > 0 ? `${answer}\n${sections.join('\n')}` : answer
      const detail = truncateMiddle(whole, MAX_DETAIL_CHARS).replace(/\n\s*/g, ' ')
      if (this.isWanted(detail)) {
        result.detail = detail
        result.fields = fields()
      }
    }
    this.emit(result)
  }

  #open(kind: Block['kind'], result: Result | undefined, first: string) {
    this.#block = { kind, result, text: [first], chars: first.length }
  }

  #close({ kind, result, text }: Block, last: number) {
    this.#block = undefined
    if (!result) return
    if (kind !== 'output') return this.#finish(result, last, text.join('\n'))
    result.lines = last - result.line + 1
    if (isFailure(result)) {
      const output = parseOutput(text.join('\n'))
      result.message = output
      if (this.isWanted(output)) {
        result.detail = output
        result.fields = result.status === 'unreachable' ? { msg: output } : { stdout: output }
      }
    }
    this.emit(result)
  }

  /** False: the block ended before this line. */
  #continueBlock(block: Block, line: string, number: number, continues: boolean): boolean {
    if (!continues && block.kind === 'output') return this.#continueOutput(block, line, number)
    if (!continues && this.#hasEnded(block, line, number)) {
      this.#close(block, this.#previous)
      return false
    }
    if (block.kind === 'item') this.#parseItem(block, line, number)
    else {
      const { result } = block
      if (result && isFailure(result)) store(block, line)
      else if (result && block.chars <= 1) result.message = parseShownUrl(line)
      block.chars += line.length + 1
      if (block.kind === 'json' && line.startsWith('}')) this.#closeJson(block, number)
    }
    return true
  }

  /**
   * Whether a block ended before this line. YAML ends with its indentation. A log that was interrupted inside a block
   * continues with a banner; no line of JSON or of an item looks like one.
   */
  #hasEnded({ kind }: Block, line: string, number: number): boolean {
    return kind === 'indented'
      ? line !== '' && !line.startsWith(' ')
      : parseBanner(line, number) !== undefined
  }

  /** The output of an ad-hoc command. Some versions print a failure a second time, as JSON: the two are one result. */
  #continueOutput(block: Block, line: string, number: number): boolean {
    const next = parseAdHocLine(line)
    if (!next && !this.#widths.isCertainBanner(line, number)) {
      store(block, line)
      block.chars += line.length + 1
      return true
    }
    const { result } = block
    const isSame = next?.format === 'json' && result?.host === next.host && block.text[0] !== ''
    if (isSame && result && isFailure(result) && next.status === result.status) {
      this.#block = undefined
      this.#openAdHoc(next, number, result.line)
      return true
    }
    this.#close(block, this.#previous)
    return false
  }

  #closeJson({ result, text }: Block, number: number) {
    this.#block = undefined
    if (result) this.#await(result, text, number)
  }

  /** Waits for sections after a result. */
  #await(result: Result, json: string[], last: number) {
    this.#pending = createPending(result, json, last)
  }

  /** @returns false if the sections ended before this line, or do not exist */
  #continueSections(pending: PendingResult, line: string, number: number, continues: boolean): boolean {
    const isBanner = () => this.#widths.isCertainBanner(line, number)
    if (continues || isSectionLine(pending, line, isBanner)) {
      addSectionLine(pending, line, number, MAX_BLOCK_CHARS)
      return true
    }
    this.#emitPending(pending)
    return false
  }

  #emitPending({ result, json, sections, last }: PendingResult) {
    this.#pending = undefined
    while (sections.at(-1) === '') sections.pop()
    this.#finish(result, last, json.join('\n'), sections)
  }

  /** @returns false if the banner has not ended before this line, and was no banner */
  #continueBanner(banner: OpenBanner, line: string, number: number, place: LinePlace | undefined): boolean {
    banner.lines.push({ text: line, number, place })
    banner.chars += line.length + 1
    const isOther = opensBanner(line) || parseBanner(line, number) !== undefined
    if (isOther || banner.lines.length > MAX_BANNER_LINES || banner.chars > MAX_BANNER_CHARS) {
      banner.lines.pop()
      this.#dismissBanner(banner)
      return false
    }
    if (!closesBanner(line)) return true
    const [first] = banner.lines
    const whole = parseBanner(banner.lines.map(({ text }) => text.trim()).join(' '), first?.number ?? number)
    if (!whole) return true
    this.#banner = undefined
    this.#enter(whole)
    this.emit(whole)
    return true
  }

  #dismissBanner({ lines }: OpenBanner) {
    this.#banner = undefined
    const [first, ...others] = lines
    if (first) this.foreignLine(first.text, first.number)
    for (const { text, number, place } of others)
      this.line(text, number, place === 'starts' ? undefined : place)
  }
}

/** All results have the same shape, which keeps the reducer fast. */
const createResult = (
  line: number,
  host: string,
  status: Result['status'],
  delegate: string | undefined,
  isAdHoc = false,
): Result => ({
  type: 'result',
  line,
  lines: 1,
  host,
  status,
  item: undefined,
  delegate,
  message: '',
  changed: undefined,
  detail: undefined,
  fields: undefined,
  isAdHoc,
})

function store(block: Block, line: string) {
  if (block.chars < MAX_BLOCK_CHARS) block.text.push(line)
}

/** From 2.19 on, the message of a failure precedes its result. */
const TASK_ERROR = '[ERROR]: Task failed'
const MAX_ERROR_LINES = 40
const INTERRUPTED = 'User interrupted execution'
