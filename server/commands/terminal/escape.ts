/**
 * Foreign text on the operator's terminal. What hosts, logs and cluster files say may hold escape sequences that move
 * the cursor, set the title or the clipboard, or turn text around; they are printed as text, such as `\x1b[2J`.
 */
import { INVISIBLE_CHARACTERS } from '@/lib/cluster/rules/text'

const HIDDEN_IN_TEXT = new RegExp(String.raw`(?![\n\t])${INVISIBLE_CHARACTERS.source}`, 'gu')
const HIDDEN_IN_LINE = new RegExp(INVISIBLE_CHARACTERS, 'gu')
/** What a log may do to a terminal: colours, and writing the current line again. */
const ALLOWED = String.raw`\u001b\[(?:[\d;:]{0,32}m|[012]?K)|[\r\n\t]`
const HIDDEN_IN_LOG = new RegExp(`(${ALLOWED})|${INVISIBLE_CHARACTERS.source}`, 'gu')
/** The beginning of a harmless sequence whose end has not come yet. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const INCOMPLETE = /\u001b(?:\[[\d;:]{0,32})?$/
const RESET = '\u001b[0m'

/** Text of several lines with everything visible. */
export function escapeText(text: string): string {
  return text.replace(HIDDEN_IN_TEXT, escapeCharacter)
}

/** The same on one line, so that no foreign text looks like a further line of Taskbox. */
export function escapeLine(text: string): string {
  return text.replace(HIDDEN_IN_LINE, escapeCharacter)
}

type Facts = Record<string, string | number>

/** Facts of a message, each visible and on one line. */
export function escapeFacts(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? escapeLine(fact) : fact]),
  )
}

/** A line of JSON that reads back as the value, with everything that a terminal could take for a command escaped. */
export function jsonLine(value: unknown): string {
  const json = JSON.stringify(value).replace(HIDDEN_IN_LINE, (hidden) =>
    hidden
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
  return `${json}\n`
}

/**
 * A log on its way to a terminal, in pieces that may be cut anywhere. Colours, carriage returns and erasing to the
 * end of the line pass, since installers show progress by them; all other controls are made visible.
 */
export class TerminalLogFilter {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #rest = ''

  push(bytes: Uint8Array): string {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true })
    this.#rest = INCOMPLETE.exec(text)?.[0] ?? ''
    return filterLog(text.slice(0, text.length - this.#rest.length))
  }

  /** What is left, and the terminal's own colours again. */
  end(): string {
    return filterLog(this.#rest + this.#decoder.decode()) + RESET
  }
}

function filterLog(text: string): string {
  return text.replace(HIDDEN_IN_LOG, (all, harmless?: string) => harmless ?? escapeCharacter(all))
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const names: Record<number, string> = { 9: '\\t', 10: '\\n', 13: '\\r' }
  const digits = code.toString(16)
  if (names[code] !== undefined) return names[code]
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`
}
