/**
 * Parses a module result as the default callback prints it after `=>`: JSON (possibly truncated), a Python 2 dictionary
 * (`{u'msg': u'…'}`), indented YAML under a YAML callback, or JSON and sections (`MSG:`) under the debug callback. One pass
 * over the text extracts only the keys that explain a failure, since a module result may be long, malformed and untrusted.
 */

import { detachString, stripAnsi } from '../lines'
import { CONTROLS } from '../terminal-line'
import { unescapeString } from './escapes'
import { RESULT_FIELDS, type ResultFields } from './event'
import { parseSections } from './sections'
import { parseYaml } from './yaml-result'

export interface ModuleResult {
  message: string
  changed: boolean
  /** Computes the values, which only a diagnosis needs. */
  fields: () => ResultFields
}

/** A longer message is reduced to its head and tail. */
export const MAX_MESSAGE_CHARS = 2000

/** Messages of modules that report the actual reason in their output, or in the results of a loop. */
const GENERIC_MESSAGES =
  /^(?:Task failed: )?(?:Module failed: )?(?:non-zero return code|MODULE FAILURE|Module failed|The command exited with a non-zero|All items completed|One or more items failed|Assertion failed)/

const KEYS = new Set<string>([...RESULT_FIELDS, 'changed', 'failed', 'results'])

/**
 * Parses the text after `=> ` of a failure. Never throws; text in an unknown format becomes the message.
 * @param sections lines of values that the callback printed after the JSON
 */
export function parseModuleResult(text: string, sections: readonly string[] = []): ModuleResult {
  const isDictionary = text.trimStart().startsWith('{')
  const found = isDictionary ? parseDictionary(text.trimStart()) : parseYaml(text, KEYS)
  if (sections.length > 0)
    for (const [key, value] of parseSections(sections)) if (!found.get(key)) found.set(key, value)
  if (found.size === 0) found.set('msg', text)
  return {
    message: detachString(truncateMiddle(messageOf(found))),
    changed: /^true$/i.test(found.get('changed') ?? ''),
    fields: () => fieldsOf(found),
  }
}

/** A longer value is reduced to its head and tail. */
const MAX_FIELD_CHARS = 8192

function fieldsOf(found: ReadonlyMap<string, string>): ResultFields {
  const item = ['stderr', 'stdout', 'reason'].some((key) => found.get(key))
    ? undefined
    : failedItem(found.get('results') ?? '')
  return Object.fromEntries(
    RESULT_FIELDS.flatMap((field) => {
      const value = item?.get(field) || found.get(field)
      if (!value) return []
      const text = field === 'cmd' ? commandOf(value) : asPrinted(value) || (field === 'msg' ? value : '')
      return text === '' ? [] : [[field, truncateMiddle(text, MAX_FIELD_CHARS)]]
    }),
  )
}

/** A command as a string, a JSON list, a Python list or a YAML list that was folded. */
function commandOf(value: string): string {
  const text = value.trim()
  if (text.startsWith('- ')) return text.replace(/(?:^| )- /g, ' ').trim()
  if (!text.startsWith('[')) return text
  const words: string[] = []
  for (let at = skipTo(text, 1, '"\''); at < text.length; ) {
    const end = stringEnd(text, at)
    words.push(unescapeString(text.slice(at + 1, end)))
    at = skipTo(text, end + 1, '"\'')
  }
  return words.join(' ')
}

/** The message of a failure that was printed as raw text: the output of a command, or a reason. */
export function parseOutput(text: string): string {
  const isOneLine = text.startsWith(OUTPUT_MARK)
  const output = isOneLine
    ? unescapeString(text.slice(OUTPUT_MARK.length).replace(' (stderr) ', '\\n'))
    : text
  return detachString(truncateMiddle(asPrinted(output)))
}

const OUTPUT_MARK = '(stdout) '

/** More of the standard output only hides the standard error. */
const MAX_OUTPUT_CHARS = 400

function messageOf(found: ReadonlyMap<string, string>): string {
  const first = (...keys: string[]) => {
    for (const key of keys) {
      const text = asPrinted(found.get(key))
      if (text !== '') return text
    }
    return ''
  }
  const message = first('msg', 'reason', 'censored')
  if (message && !GENERIC_MESSAGES.test(message)) return message
  const error = first('stderr', 'module_stderr')
  const output = first('stdout', 'module_stdout', 'assertion')
  const parts = [message, error, error && output.length > MAX_OUTPUT_CHARS ? '' : output]
  const item = !error && !output ? failedItem(found.get('results') ?? '') : undefined
  if (item) parts.push(messageOf(new Map([...item, ['results', '']])))
  return [...new Set(parts)].filter(Boolean).join('\n')
}

/** The first failed item in the results of a loop, which some callbacks print only at its end. */
function failedItem(results: string): Map<string, string> | undefined {
  for (let at = results.indexOf('{'); at >= 0; ) {
    const end = valueEnd(results, at)
    const item = parseDictionary(results.slice(at, end))
    if (/^true$/i.test(item.get('failed') ?? '')) return item
    at = results.indexOf('{', end)
  }
  return undefined
}

/**
 * Lines that ssh adds to the output of a command, or to the reason of a failed connection. They are no cause; with a
 * terminal, the errors of the command are on its standard output.
 */
const SSH_NOTICES = [
  /^(?:Shared connection|Connection) to \S{1,255} closed(?: by remote host)?\.$/,
  /^Pseudo-terminal will not be allocated because stdin is not a terminal\.$/,
  /^\*\* (?:WARNING: connection is not using|This session may be vulnerable|The server may need to be upgraded)/,
  /^mux_client_request_session: /,
  /^ControlSocket \S{1,255} already exists, disabling multiplexing$/,
  /^debug[1-3]: /,
]
/** Every text with such a line contains one of these; most texts contain none. */
const SSH = /closed|Permanently|Pseudo-terminal|\*\* |mux_client|ControlSocket|debug/
const HOST_ADDED = /Warning: Permanently added .{1,300}? to the list of known hosts\.\s*/g

/** Renders a text like a terminal: of progress such as `0%\r50%\rDone`, only the last state remains. */
function asPrinted(text = ''): string {
  if (text === '') return ''
  const printed = CONTROLS.test(text) ? stripAnsi(text) : text
  if (!SSH.test(printed)) return printed.trim()
  return printed
    .split('\n')
    .filter((line) => !SSH_NOTICES.some((notice) => notice.test(line)))
    .map((line) => line.replace(HOST_ADDED, ''))
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
