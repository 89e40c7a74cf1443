/**
 * Parses a module result as the default callback prints it after `=>`: JSON (possibly truncated), a Python 2 dictionary
 * (`{u'msg': u'…'}`), indented YAML under a YAML callback, or JSON and sections (`MSG:`) under the debug callback. One pass
 * over the text extracts only the keys that explain a failure, since a module result may be long, malformed and untrusted.
 */

import { detachString } from '../lines'
import { renderTerminalLine } from '../terminal-line'

export interface ModuleResult {
  message: string
  changed: boolean
}

/** A longer message is reduced to its head and tail. */
export const MAX_MESSAGE_CHARS = 2000

/** Messages of modules that report the actual reason on standard error. */
const GENERIC_MESSAGES =
  /^(non-zero return code|MODULE FAILURE|Module failed|The command exited with a non-zero|All items completed|One or more items failed|Assertion failed)/

const KEYS = new Set([
  'msg',
  'reason',
  'censored',
  'stderr',
  'stdout',
  'module_stderr',
  'module_stdout',
  'assertion',
  'changed',
])

/** Parses the text after `=> ` of a failure. Never throws; text in an unknown format becomes the message. */
export function parseModuleResult(text: string): ModuleResult {
  const found = text.trimStart().startsWith('{') ? parseJson(text.trimStart()) : parseYaml(text)
  const message = messageOf(found) || (found.size === 0 ? text.trim() : '')
  return { message: truncateMiddle(message), changed: /^true$/i.test(found.get('changed') ?? '') }
}

function messageOf(found: ReadonlyMap<string, string>): string {
  const first = (...keys: string[]) => keys.map((key) => asPrinted(found.get(key))).find(Boolean) ?? ''
  const message = first('msg', 'reason', 'censored')
  const output = () => first('stderr', 'module_stderr', 'stdout', 'module_stdout', 'assertion')
  if (!message) return output()
  const more = GENERIC_MESSAGES.test(message) ? output() : ''
  return more && more !== message ? `${message}\n${more}` : message
}

/** The line that ssh adds to the standard error of a command with a terminal; the command's errors are then in `stdout`. */
const SSH_NOTICE = /^Shared connection to \S{1,255} closed\.$/

/** Renders a text like a terminal: of progress such as `0%\r50%\rDone`, only the last state remains. */
function asPrinted(text = ''): string {
  const lines = text.split('\n').map(renderTerminalLine)
  return lines
    .filter((line) => !SSH_NOTICE.test(line))
    .join('\n')
    .trim()
}

/** Removes the middle of a text that is too long, since the reason is often at its end. @param headShare of the limit */
export function truncateMiddle(text: string, limit = MAX_MESSAGE_CHARS, headShare = 1 / 4): string {
  if (text.length <= limit) return text
  const head = Math.floor(limit * headShare)
  return `${text.slice(0, head)} … ${text.slice(text.length - (limit - head - 3))}`
}

/** The first line of what `debug` prints for `msg`, in JSON or YAML. */
const SHOWN_URL = /^ +"?msg"?: ["']?(https?:\/\/[^\s"'\\]{1,2000})["']?$/

/** The URL in the first line of a module result, if its message is nothing but a URL; otherwise empty. */
export function parseShownUrl(line: string): string {
  const url = SHOWN_URL.exec(line)?.[1]
  return url === undefined ? '' : detachString(url)
}

const SECTIONS: Readonly<Record<string, string>> = {
  'MSG:': 'msg',
  'STDOUT:': 'stdout',
  'STDERR:': 'stderr',
  'MODULE_STDOUT:': 'module_stdout',
  'MODULE_STDERR:': 'module_stderr',
}

/** Whether a line is the title of a section: a value that the debug callback prints as text, after the JSON. */
export const isSectionTitle = (line: string): boolean => SECTIONS[line] !== undefined

/** Parses a dictionary, and the sections of the debug callback after it, if any. */
function parseJson(text: string): Map<string, string> {
  const found = parseDictionary(text)
  const end = text.indexOf('\n}\n')
  let key = ''
  for (const line of end < 0 ? [] : text.slice(end + 3).split('\n')) {
    const title = SECTIONS[line]
    if (title !== undefined && !found.has(title)) key = title
    else if (key !== '') found.set(key, `${found.get(key) ?? ''}\n${line}`)
  }
  return found
}

/** Extracts the known keys of the outermost dictionary. */
function parseDictionary(text: string): Map<string, string> {
  const found = new Map<string, string>()
  let at = 1
  while (at < text.length) {
    at = skipTo(text, at, '"\'}')
    if (at >= text.length || text[at] === '}') break
    const keyEnd = stringEnd(text, at)
    const key = text.slice(at + 1, keyEnd)
    at = skipTo(text, keyEnd + 1, ':') + 1
    const end = valueEnd(text, at)
    if (KEYS.has(key)) found.set(key, parseValue(text.slice(at, end).trim()))
    at = end
  }
  return found
}

function skipTo(text: string, from: number, closing: string): number {
  let at = from
  while (at < text.length && !closing.includes(text.charAt(at))) at++
  return at
}

/** Index of the quote that closes the string opened at `open`; the text's length if the text is truncated. */
function stringEnd(text: string, open: number): number {
  const quote = text.charAt(open)
  for (let at = text.indexOf(quote, open + 1); at >= 0; at = text.indexOf(quote, at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++
    if (slashes % 2 === 0) return at
  }
  return text.length
}

/** Index after a value: the comma or bracket that follows it on the same level. */
function valueEnd(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const c = text.charAt(at)
    if (c === '"' || c === "'") at = stringEnd(text, at)
    else if (c === '{' || c === '[') depth++
    else if ((c === '}' || c === ']') && depth-- === 0) return at
    else if (c === ',' && depth === 0) return at
  }
  return text.length
}

function parseValue(raw: string): string {
  const quoted = /^[ub]{0,2}(["'])/.exec(raw)
  if (!quoted) return raw === 'null' || raw === 'None' ? '' : raw
  const body = raw.slice(
    quoted[0].length,
    raw.endsWith(quoted[1] ?? '') && raw.length > quoted[0].length ? -1 : undefined,
  )
  return unescapeString(body)
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '', f: '' }

/** Replaces JSON and Python escapes. */
function unescapeString(body: string): string {
  return body.replace(/\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|([\s\S]))/g, (_, u, x, c) =>
    u || x ? String.fromCharCode(Number.parseInt(u ?? x, 16)) : (ESCAPES[c] ?? c),
  )
}

/** Parses `changed=false` and indented `key: value` lines as YAML callbacks print them, block scalars included. */
function parseYaml(text: string): Map<string, string> {
  const found = new Map<string, string>()
  const flag = /^changed=(\w+)/.exec(text)
  if (flag?.[1]) found.set('changed', flag[1])
  const lines = text.split('\n')
  const level =
    lines
      .slice(flag ? 1 : 0)
      .find((line) => line.trim())
      ?.search(/\S/) ?? 0
  let key = ''
  for (const line of lines) {
    const pair = line.search(/\S/) === level ? /^\s*(\w+): ?(.*)$/.exec(line) : null
    if (pair?.[1]) {
      key = pair[1]
      if (KEYS.has(key)) found.set(key, parseScalar(pair[2] ?? ''))
    } else if (KEYS.has(key)) found.set(key, `${found.get(key) ?? ''}\n${line.trim()}`.trim())
  }
  return found
}

const parseScalar = (raw: string): string => (/^[|>][+-]?\d*$/.test(raw) ? '' : parseValue(raw))
