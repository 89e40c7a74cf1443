/** Whether Ansible (PyYAML, YAML 1.1) reads a value of a settings file as the desired one. */
import { dereference, type ScalarNode, type YamlNode } from '@/lib/yaml/tree'
import type { DesiredScalar, DesiredValue } from './desired-values'

/** Extra keys of a mapping are ignored. */
export function isEqualToDesired(present: YamlNode, desired: DesiredValue): boolean {
  const node = dereference(present)
  switch (desired.kind) {
    case 'scalar':
      return node.kind === 'scalar' && scalarEquals(node, desired)
    case 'list': {
      if (node.kind !== 'list' || node.items.length !== desired.items.length) return false
      return desired.items.every((value, index) => {
        const item = node.items[index]
        return item !== undefined && isEqualToDesired(item, value)
      })
    }
    case 'mapping':
      if (node.kind !== 'mapping' || !['', '!!map'].includes(node.tag)) return false
      return desired.entries.every(({ key, value }) => {
        const entry = node.byKey.get(key)
        return entry !== undefined && isEqualToDesired(entry.value, value)
      })
  }
}

function scalarEquals({ text, style, tag }: ScalarNode, desired: DesiredScalar): boolean {
  const plain = style === 'plain' && tag === ''
  switch (desired.type) {
    case 'boolean':
      return plain && String(plainBoolean(text)) === desired.text
    case 'number':
      return plain && text === desired.text
    case 'text':
      return text === desired.text && ['', '!!str', '!'].includes(tag) && (!plain || plainIsText(text))
    case 'pasted':
      return text === desired.text && ['', '!!str', '!!int'].includes(tag)
  }
}

const KEYWORD = /^(?:yes|no|true|false|on|off|null|y|n)$/i

/** Whether every YAML parser reads this text without quotes as a string. May be false for some valid strings. */
export function plainIsText(text: string): boolean {
  // Numbers, dates and special values start with one of these; two dots make it an address or a version.
  const ambiguous = /^(?:$|[-+.\d=<~])/.test(text) && !/^\d+\.\d+\.\d/.test(text)
  return !ambiguous && !KEYWORD.test(text)
}

/** The boolean that PyYAML reads from a text without quotes; undefined if it reads none. */
function plainBoolean(text: string): boolean | undefined {
  if (!/^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/.test(text)) return undefined
  if (/^(?:yes|true|on)$/i.test(text)) return true
  return /^(?:no|false|off)$/i.test(text) ? false : undefined
}
