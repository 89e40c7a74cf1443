/** Writes values that PyYAML (YAML 1.1, used by Ansible) and js-yaml (1.2) parse identically. */
import { doubleQuoted, isVisible } from '@/lib/yaml/double-quoted'
import type { ScalarStyle } from '@/lib/yaml/tree'
import type { DesiredScalar, DesiredValue } from './desired-values'
import { plainIsText } from './yaml-equality'

/** A plain scalar without YAML indicators; `:` and `,` are only allowed outside of `[]` and `{}`. */
const PLAIN = /^(?=.*[A-Za-z0-9])[A-Za-z0-9_/.](?:[A-Za-z0-9_/.@%+=,~-]|:(?=.))*$/
const PLAIN_IN_FLOW = /^[^,:]*$/

interface ScalarOptions {
  /** The quotes to preserve if possible. */
  style?: ScalarStyle
  /** Inside `[]` or `{}`. */
  flow?: boolean
}

/** A scalar on one line. */
export function writeScalar(
  { type, text, quoted }: Omit<DesiredScalar, 'kind'>,
  { style = 'plain', flow = false }: ScalarOptions = {},
): string {
  if (type === 'boolean' || type === 'number') return text
  const bare =
    PLAIN.test(text) && (!flow || PLAIN_IN_FLOW.test(text)) && (type === 'pasted' || plainIsText(text))
  if (bare && !quoted && style !== 'single' && style !== 'double') return text
  return style === 'single' && isVisible(text) ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text)
}

/** A value on one line. */
export function writeInline(value: DesiredValue, style: ScalarStyle): string {
  switch (value.kind) {
    case 'scalar':
      return writeScalar(value, { style })
    case 'list':
      return `[${value.items.map((item) => writeScalar(item, { flow: true })).join(', ')}]`
    case 'mapping':
      return `{${value.entries.map((entry) => `${entry.key}: ${writeScalar(entry.value, { flow: true })}`).join(', ')}}`
  }
}

/** The lines of a key with its value, lists and mappings in block style. */
export function writeEntry(key: string, value: DesiredValue): string[] {
  switch (value.kind) {
    case 'scalar':
      return [`${key}: ${writeScalar(value)}`]
    case 'list':
      return [`${key}:`, ...value.items.map((item) => `  - ${writeScalar(item)}`)]
    case 'mapping':
      return [`${key}:`, ...value.entries.map((entry) => `  ${entry.key}: ${writeScalar(entry.value)}`)]
  }
}
