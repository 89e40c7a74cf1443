/**
 * What a scalar of vars.yml means, and how one is written so that every reader takes it for the same: PyYAML (YAML
 * 1.1, what Ansible reads with) and js-yaml (1.2).
 */
import { CORE_SCHEMA, YAML11_SCHEMA } from 'js-yaml'
import type { Style } from './vars-tree'

/** A scalar of vars.yml. `pasted` is one the installer pastes into texts: with quotes or without, it is the same. */
export type ScalarType = 'text' | 'boolean' | 'pasted'

/** What PyYAML takes for something other than text (its `resolver.py`), as far as letters below are concerned. */
const PYYAML_TYPES = [
  /^(?:yes|no|true|false|on|off|null|y|n)$/i,
  /^[-+]?\.(?:inf|nan)$/i,
  /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?$/,
  /^[-+]?[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?$/,
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
  /^[-+]?0(?:b[01_]+|o[0-7_]+|x[0-9a-f_]+)$/i,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt].*)/,
  /^(?:=|<<|~|)$/,
]

const TEXT = 'tag:yaml.org,2002:str'

/** Whether every reader takes this text, written without quotes, for a text. */
export function plainIsText(text: string): boolean {
  const types = [CORE_SCHEMA, YAML11_SCHEMA].map(
    (schema) => schema.resolveImplicitScalarTag(text).tag.tagName,
  )
  return types.every((type) => type === TEXT) && !PYYAML_TYPES.some((type) => type.test(text))
}

/** What PyYAML reads for a boolean without quotes; undefined: none. */
export function plainBoolean(text: string): boolean | undefined {
  if (!/^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/.test(text)) return undefined
  if (/^(?:yes|true|on)$/i.test(text)) return true
  return /^(?:no|false|off)$/i.test(text) ? false : undefined
}

/** No character that means anything to YAML where it stands here; `:` and `,` only outside of `[]` and `{}`. */
const PLAIN = /^(?=.*[A-Za-z0-9])[A-Za-z0-9_/.](?:[A-Za-z0-9_/.@%+=,~-]|:(?=.))*$/
const PLAIN_IN_FLOW = /^[^,:]*$/
/** Letters of common scripts stand as they are; all else outside of ASCII is escaped, since not every reader admits it. */
const VISIBLE = /^[\x20-\x7e\u00c0-\u024f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*$/

export interface Wish {
  type: ScalarType
  text: string
  /** The style that stands there now, kept where it can be. */
  style?: Style
  /** Inside `[]` or `{}`. */
  flow?: boolean
}

/** The scalar as it is written, on one line. */
export function writeScalar({ type, text, style, flow = false }: Wish): string {
  if (type === 'boolean') return text
  const bare =
    PLAIN.test(text) && (!flow || PLAIN_IN_FLOW.test(text)) && (type === 'pasted' || plainIsText(text))
  if (bare && style !== 'single' && style !== 'double') return text
  return style === 'single' && VISIBLE.test(text) ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text)
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
}

function doubleQuoted(text: string): string {
  const written = Array.from(text, (character) => {
    const short = SHORT[character]
    if (short) return short
    return VISIBLE.test(character) ? character : escaped(character.codePointAt(0) ?? 0)
  })
  return `"${written.join('')}"`
}

function escaped(code: number): string {
  const digits = code.toString(16)
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}
