/**
 * Reads a module result that a YAML callback printed: `changed=false` and indented `key: value` lines. Only what Ansible
 * writes is supported: plain, quoted and block scalars. A truncated text yields what it contains.
 */

import { unescapeString } from './escapes'

const FLAG = /^changed=(\w+)/
const PAIR = /^ *([\w-]+):(?: (.*))?$/
/** A block scalar: `|`, `|-`, `>2+`. */
const BLOCK_SCALAR = /^[|>][-+\d]{0,3}$/

/** Extracts the scalars of the known keys at the outermost level. */
export function parseYaml(text: string, keys: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>()
  const flag = FLAG.exec(text)
  if (flag?.[1]) found.set('changed', flag[1])
  const lines = text.split('\n').slice(flag ? 1 : 0)
  const level = indentOf(lines.find((line) => line.trim() !== '') ?? '')
  let key = ''
  let value: string[] = []
  const store = () => {
    if (keys.has(key)) found.set(key, parseScalar(value))
  }
  for (const line of lines) {
    const pair = indentOf(line) === level ? PAIR.exec(line.trimEnd()) : null
    if (pair) {
      store()
      key = pair[1] ?? ''
      value = [pair[2] ?? '']
    } else value.push(line)
  }
  store()
  return found
}

const indentOf = (line: string): number => line.length - line.trimStart().length

function parseScalar([first = '', ...rest]: readonly string[]): string {
  if (BLOCK_SCALAR.test(first))
    return first.startsWith('|') ? unindent(rest) : fold(unindent(rest).split('\n'))
  if (first.startsWith("'")) return unquote(fold([first, ...rest])).replaceAll("''", "'")
  if (first.startsWith('"')) return unescapeString(unquote(foldEscaped([first, ...rest])))
  const plain = fold([first, ...rest])
  return plain === 'null' ? '' : plain
}

/** Removes the indentation of a block scalar, which may contain lines that are indented further. */
function unindent(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map(indentOf)
  const level = indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY)
  return lines
    .map((line) => line.slice(level))
    .join('\n')
    .trimEnd()
}

/** Joins the lines of a scalar: a line break is a space, an empty line is a line break. */
function fold(lines: readonly string[]): string {
  const parts: string[] = []
  let isBroken = true
  for (const line of lines) {
    const text = line.trim()
    if (!isBroken && text !== '') parts.push(' ')
    parts.push(text === '' ? '\n' : text)
    isBroken = text === ''
  }
  return parts.join('').trim()
}

/** In double quotes, a backslash at the end of a line joins it with the next, whose indentation it may mark as well. */
const foldEscaped = (lines: readonly string[]): string => {
  let text = ''
  for (const line of lines) {
    const next = line.trim()
    if (text.endsWith('\\')) text = text.slice(0, -1) + (next.startsWith('\\ ') ? next.slice(1) : next)
    else text = text === '' || next === '' ? `${text}${next === '' ? '\n' : next}` : `${text} ${next}`
  }
  return text.trim()
}

const unquote = (text: string): string =>
  text.slice(1, text.length > 1 && text.endsWith(text.charAt(0)) ? -1 : undefined)
