/**
 * Whether a line of Ansible is complete, as rows are appended to it. A banner ends with stars, an item with its bracket, a
 * module result with the bracket that closes it.
 */
import { startsBanner } from './anchors'

const RESULT_HEAD = /^(?:ok|changed|skipping|fatal|failed): \[/
const RETRYING = 'FAILED - RETRYING: '
/** What a line is shows in its beginning. */
const MAX_HEAD_CHARS = 4096

export class LineState {
  #head = ''
  #last = ''
  #json: JsonScanner | undefined

  append(row: string): void {
    this.#last = row
    if (this.#json) {
      this.#json.scan(row, 0)
      return
    }
    if (this.#head.length < MAX_HEAD_CHARS) this.#head += row
    const start = RESULT_HEAD.test(this.#head) ? / => \{(?=.)/.exec(this.#head) : null
    if (!start) return
    this.#json = new JsonScanner()
    this.#json.scan(this.#head, start.index + 4)
  }

  /** Whether the line cannot end here. */
  get isOpen(): boolean {
    const head = this.#head
    if (this.#json) return !this.#json.hasEnded
    if (RESULT_HEAD.test(head)) return this.#isResultOpen()
    if (startsBanner(head)) return !this.#hasStars
    if (head.startsWith(RETRYING)) return !head.includes(' left)')
    return isPartOfRow(head)
  }

  /** Whether the line has reached its end, so that no other row belongs to it. */
  get isClosed(): boolean {
    if (this.#json) return this.#json.hasEnded
    if (RESULT_HEAD.test(this.#head)) return !this.#isResultOpen()
    return (startsBanner(this.#head) && this.#hasStars) || this.#head === '...ignoring'
  }

  /** Whether the line ends within a string of its module result. */
  get isInString(): boolean {
    return this.#json?.isInString === true
  }

  get #hasStars(): boolean {
    return /(?:^|[ *])\*{1,3}$/.test(this.#last.trimEnd().slice(-4)) && this.#head.includes(' *')
  }

  #isResultOpen(): boolean {
    const head = this.#head.trimEnd()
    if (/ =>(?: \{| changed=\w{1,9})?$/.test(head)) return false
    if (head.includes('(item=')) return !this.#last.trimEnd().endsWith(')')
    return !/\](?:: \w{1,20}!)?$/.test(head) && !/\]: (?:FAILED|UNREACHABLE)! => [^{]/.test(head)
  }
}

/** Whether a line ends where the result of a task begins, which the next lines contain. */
export const opensResult = (text: string): boolean =>
  RESULT_HEAD.test(text) && / =>(?: \{| changed=\w{1,9})?$/.test(text.slice(-32).trimEnd())

/** Whether text has only counters, so that it continues a host's row of the recap. */
export const isRestOfRow = (row: string, text: string): boolean =>
  /^\S+\s+: ok=\d/.test(row) &&
  text.trim() !== '' &&
  text
    .trim()
    .split(/\s+/)
    .every((word) => /^[a-z]{0,12}=?\d{0,9}$/.test(word))

/** A row of the recap without all of the counters that every version of Ansible prints. */
function isPartOfRow(text: string): boolean {
  const colon = text.indexOf(' : ok=')
  return colon >= 0 && !text.slice(0, colon).trim().includes(' ') && !/ failed=\d+(?:\s|$)/.test(text)
}

/** Finds the end of a dictionary in JSON, or in Python's notation. */
class JsonScanner {
  #depth = 0
  #quote = ''
  #isEscaped = false
  hasEnded = false

  get isInString(): boolean {
    return this.#quote !== ''
  }

  scan(text: string, from: number): void {
    for (let at = from; at < text.length && !this.hasEnded; at++) this.#character(text.charAt(at))
  }

  #character(c: string) {
    if (this.#isEscaped) this.#isEscaped = false
    else if (this.#quote !== '') {
      if (c === '\\') this.#isEscaped = true
      else if (c === this.#quote) this.#quote = ''
    } else if (c === '"' || c === "'") this.#quote = c
    else if (c === '{' || c === '[') this.#depth++
    else if (c === '}' || c === ']') {
      this.#depth--
      this.hasEnded = this.#depth === 0
    }
  }
}
