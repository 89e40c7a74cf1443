/** Finds secrets in any YAML file of settings: the values of keys that are known to be secret, or that look like one. */
import { maskRanges } from '@/lib/secrets/mask-file'
import { dereference, parseYaml, type YamlNode, YamlSyntaxError } from '@/lib/yaml/tree'
import type { TextRange } from '../installer'

/** Whether this value of this key is a secret. */
export type IsSecret = (key: string, value: string) => boolean

const SECRET_LOOKING =
  /passw|passphrase|(?:^|[-_])pass[-_]|(?<!by)pass$|secret|token|credential|(?:private|access|api)[-_]?key|(?:^|[-_])(?:keys?|pw|pwd)$/i
/** A switch, such as `kube_token_auth: true`. */
const SWITCH = /^(?:true|false|yes|no|on|off|null|~)?$/i

export const looksSecret: IsSecret = (key, value) => SECRET_LOOKING.test(key) && !SWITCH.test(value.trim())

/** Masks what looks like a secret, for display. Never throws. */
export function maskYaml(text: string, isSecret: IsSecret = looksSecret): string {
  return maskRanges(text, secretRanges(text, isSecret))
}

/** Ranges of the secrets without their quotes. Comments, and text that is not YAML, are searched line by line. */
export function secretRanges(text: string, isSecret: IsSecret): TextRange[] {
  const root = parse(text)
  if (!root) return secretsByLine(text, isSecret, false)
  return [...secretsIn(root, isSecret), ...secretsByLine(text, isSecret, true)]
}

/** Undefined if the text is not a single document whose root is a mapping. */
function parse(text: string): YamlNode | undefined {
  try {
    const { root, documentCount } = parseYaml(text)
    return documentCount === 1 && root.kind === 'mapping' ? root : undefined
  } catch (cause) {
    if (!(cause instanceof YamlSyntaxError)) throw cause
    return undefined
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
