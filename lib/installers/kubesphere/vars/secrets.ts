/**
 * Finds secrets in any settings file: the values of the releases' secret keys, and of keys that no release knows and that look
 * like one.
 */
import { dereference, type YamlNode } from '@/lib/yaml/tree'
import type { TextRange } from '../../installer'
import { VarsProblem } from '../../vars-problem'
import type { KubesphereRelease } from '../release'
import { readVars } from './document'

/** Whether this value of this key is a secret. */
type IsSecret = (key: string, value: string) => boolean

const SECRET_LOOKING =
  /passw|passphrase|(?:^|[-_])pass[-_]|(?<!by)pass$|secret|token|credential|(?:private|access|api)[-_]?key|(?:^|[-_])(?:keys?|pw|pwd)$/i
/** A switch, such as `kube_token_auth: true`. */
const SWITCH = /^(?:true|false|yes|no|on|off|null|~)?$/i

/** Recognizes secrets by the releases' parameters, else by the name of the key. */
export function secretKeys(releases: readonly KubesphereRelease[]): IsSecret {
  const parameters = releases.flatMap(({ storageClasses }) => storageClasses.flatMap((one) => one.parameters))
  const known = new Map(parameters.map(({ key, kind }) => [key, kind === 'secret']))
  return (key, value) => known.get(key) ?? (SECRET_LOOKING.test(key) && !SWITCH.test(value.trim()))
}

/** Ranges of the secrets without their quotes. Comments, and text that is not YAML, are searched line by line. */
export function secretRanges(text: string, isSecret: IsSecret): TextRange[] {
  try {
    const { root } = readVars(text)
    return [...(root ? secretsIn(root, isSecret) : []), ...secretsByLine(text, isSecret, true)]
  } catch (problem) {
    if (problem instanceof VarsProblem) return secretsByLine(text, isSecret, false)
    throw problem
  }
}

function secretsIn(node: YamlNode, isSecret: IsSecret): TextRange[] {
  switch (node.kind) {
    case 'scalar':
    case 'alias':
      return []
    case 'list':
      return node.items.flatMap((item) => secretsIn(item, isSecret))
    case 'mapping':
      return node.entries.flatMap(({ key, keyNode, value }) => [
        ...secretsIn(keyNode, isSecret),
        ...(isSecret(key, textOf(value)) ? rangeOf(value) : secretsIn(value, isSecret)),
      ])
  }
}

/** The text of a scalar; for a list or mapping any text that is not a switch. */
function textOf(node: YamlNode): string {
  const value = dereference(node)
  return value.kind === 'scalar' ? value.text : value.kind
}

function rangeOf(node: YamlNode): TextRange[] {
  const value = dereference(node)
  const quote = value.kind === 'scalar' && ['single', 'double'].includes(value.style) ? 1 : 0
  const span = { start: value.content + quote, end: value.end - quote }
  return span.end > span.start ? [span] : []
}

/** A key, its separator, and the opening quote of its value. */
const KEY = /(?<![\w-])([\w-]+)['"]?\s*[:=]\s*['"]?/g

/** Masks too much rather than too little: the rest of the line, and all further lines until one that is not indented. */
function secretsByLine(text: string, isSecret: IsSecret, commentsOnly: boolean): TextRange[] {
  let inside = false
  return [...text.matchAll(/[^\r\n]+/g)].flatMap(({ index: start, 0: line }) => {
    inside &&= !/^[^\s#]/.test(line)
    if (inside) return trimmedRange(start, line, 0)
    const found = [...line.matchAll(KEY)].find(({ 0: whole, 1: key = '', index }) =>
      isSecret(key, line.slice(index + whole.length)),
    )
    if (!found || (commentsOnly && !line.slice(0, found.index).includes('#'))) return []
    inside = !commentsOnly
    return trimmedRange(start, line, found.index + found[0].length)
  })
}

function trimmedRange(start: number, line: string, from: number): TextRange[] {
  const { length } = line.trimEnd()
  return length > from ? [{ start: start + from, end: start + length }] : []
}
