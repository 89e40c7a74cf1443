/** Scalars as PyYAML, and so Ansible, reads them (YAML 1.1). */
import { dereference, type ScalarNode, type YamlNode } from '@/lib/yaml/tree'

/** Whether a node is empty or null. */
export function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.style === 'plain' && /^(?:~|null|Null|NULL|)$/.test(node.text)
}

/** The text that Ansible uses of a scalar: `0x10` is `16`, `yes` is `True`. Undefined for null. */
export function scalarText(node: ScalarNode): string | undefined {
  if (node.style !== 'plain' || node.tag === '!!str') return node.text
  if (isNull(node)) return undefined
  const { text } = node
  if (/^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return 'True'
  if (/^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return 'False'
  return integerText(text) ?? text
}

/** Sexagesimal numbers are left as they are: nobody means them. */
function integerText(text: string): string | undefined {
  const [, sign = '', digits = ''] =
    /^([-+]?)((?:0b[01_]+|0x[\da-fA-F_]+|0[0-7_]*|[1-9][\d_]*))$/.exec(text) ?? []
  const plain = digits.replaceAll('_', '')
  if (plain === '' || plain.length > 4000) return undefined
  const isOctal = /^0[0-7]+$/.test(plain)
  const value = BigInt(isOctal ? `0o${plain.slice(1)}` : plain)
  return sign === '-' && value !== 0n ? `-${value}` : String(value)
}

/** The value of a key, without aliases. */
export function child(node: YamlNode | undefined, key: string): YamlNode | undefined {
  if (node?.kind !== 'mapping') return undefined
  const value = node.byKey.get(key)?.value
  return value && dereference(value)
}

/** The text of a key's scalar; empty without one. */
export function childText(node: YamlNode | undefined, key: string): string {
  const value = child(node, key)
  return value?.kind === 'scalar' ? (scalarText(value) ?? '') : ''
}

/** The texts of a list, with their nodes. */
export function listItems(node: YamlNode | undefined): { text: string; line: number }[] {
  if (node?.kind !== 'list') return []
  return node.items.flatMap((item) => {
    const value = dereference(item)
    return value.kind === 'scalar' ? [{ text: scalarText(value) ?? '', line: item.line }] : []
  })
}
