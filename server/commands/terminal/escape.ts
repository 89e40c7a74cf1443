/**
 * Escapes untrusted text for the operator's terminal. Text from hosts, logs and cluster files may contain sequences that
 * move the cursor, set the title or the clipboard, or reverse text; they are printed as text, such as `\x1b[2J`.
 */
import { INVISIBLE_CHARACTERS } from '@/lib/cluster/rules/text'

const CONTROLS_IN_TEXT = new RegExp(String.raw`(?![\n\t])${INVISIBLE_CHARACTERS.source}`, 'gu')
const CONTROLS_IN_LINE = new RegExp(INVISIBLE_CHARACTERS, 'gu')
/** Control sequences that a log may use: colours, and rewriting the current line. */
const ALLOWED = String.raw`\u001b\[(?:[\d;:]{0,32}m|[012]?K)|[\r\n\t]`
const CONTROLS_IN_LOG = new RegExp(`(${ALLOWED})|${INVISIBLE_CHARACTERS.source}`, 'gu')
/** An incomplete allowed sequence at the end of a chunk. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters on purpose
const INCOMPLETE = /\u001b(?:\[[\d;:]{0,32})?$/
/** The output of `clear`. It erases only the current line, since the lines above belong to the operator. */
const CLEARS = ['\u001b[H\u001b[2J\u001b[3J', '\u001b[H\u001b[J\u001b[3J']
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters on purpose
const CLEAR = /\u001b\[H\u001b\[2?J(?:\u001b\[3J)?/g
const ERASE_LINE = '\r\u001b[K'
const RESET = '\u001b[0m'

/** Escapes a text of several lines; keeps newlines and tabs. */
export function escapeText(text: string): string {
  return text.replace(CONTROLS_IN_TEXT, escapeCharacter)
}

/** Escapes newlines as well, so that untrusted text cannot imitate a line of Taskbox. */
export function escapeLine(text: string): string {
  return text.replace(CONTROLS_IN_LINE, escapeCharacter)
}

type Facts = Record<string, string | number>

/** Escapes the facts of a message, each on one line. */
export function escapeFacts(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? escapeLine(fact) : fact]),
  )
}

/** Renders a value as one line of JSON without control characters that a terminal could interpret. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value).replace(CONTROLS_IN_LINE, (match) =>
    match
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
  return `${json}\n`
}

/**
 * Filters a log for a terminal, in chunks that may be cut anywhere. Colours, carriage returns and erasing within the line
 * pass, since installers use them to show progress. A cleared screen erases the line; all other control sequences are
 * escaped.
 */
export class TerminalLogFilter {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #rest = ''

  push(bytes: Uint8Array): string {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true })
    this.#rest = incompleteEnd(text)
    return filterLog(text.slice(0, text.length - this.#rest.length))
  }

  /** Flushes the remaining text and resets the colours. */
  end(): string {
    return filterLog(this.#rest + this.#decoder.decode()) + RESET
  }
}

function filterLog(text: string): string {
  return text
    .replace(CLEAR, ERASE_LINE)
    .replace(CONTROLS_IN_LOG, (all, allowed?: string) => allowed ?? escapeCharacter(all))
}

/** The end of a chunk that the next one may complete. */
function incompleteEnd(text: string): string {
  const at = text.lastIndexOf('\u001b[H')
  const end = at < 0 ? '' : text.slice(at)
  if (end !== '' && CLEARS.some((clear) => clear.startsWith(end))) return end
  return INCOMPLETE.exec(text)?.[0] ?? ''
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const names: Record<number, string> = { 9: '\\t', 10: '\\n', 13: '\\r' }
  const digits = code.toString(16)
  if (names[code] !== undefined) return names[code]
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`
}
