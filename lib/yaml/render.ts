/** Renders values as YAML in block style, with the ranges of secrets. */
import { doubleQuoted } from './double-quoted'

/** A text whose range is returned, so that it can be masked. */
export class SecretText {
  constructor(readonly text: string) {}
}

export type YamlValue = string | number | boolean | SecretText | readonly YamlValue[] | YamlMapping
/** Entries whose value is undefined are omitted. */
export interface YamlMapping {
  readonly [key: string]: YamlValue | undefined
}

export interface RenderedYaml {
  text: string
  /** In UTF-16 code units: `text.slice(start, end)`. */
  secrets: { start: number; end: number }[]
}

/** A key that every parser reads as this text. */
const PLAIN_KEY = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][a-z0-9_]*$/

/**
 * @param header comment lines, without `#`
 * @param content an empty mapping renders as `{}`
 */
export function renderYaml(header: readonly string[], content: YamlMapping): RenderedYaml {
  const writer = new YamlWriter()
  for (const line of header) writer.add(`# ${line}\n`)
  writer.add('---\n')
  writer.block(content, '')
  return writer.result
}

class YamlWriter {
  readonly result: RenderedYaml = { text: '', secrets: [] }

  add(text: string): void {
    this.result.text += text
  }

  block(value: YamlMapping | readonly YamlValue[], indent: string): void {
    if (isList(value)) {
      for (const item of value) this.#item(item, indent)
      return
    }
    const entries = Object.entries(value).flatMap(([key, one]) =>
      one === undefined ? [] : [[key, one] as const],
    )
    if (entries.length === 0) this.add(`${indent}{}\n`)
    for (const [key, one] of entries)
      this.#entry(`${indent}${PLAIN_KEY.test(key) ? key : doubleQuoted(key)}:`, one, indent)
  }

  /** The first key of a mapping is on the line of its dash. */
  #item(item: YamlValue, indent: string): void {
    if (!isCollection(item) || isEmpty(item)) {
      this.#entry(`${indent}-`, item, indent)
      return
    }
    const start = this.result.text.length + indent.length
    this.block(item, `${indent}  `)
    const { text } = this.result
    this.result.text = `${text.slice(0, start)}-${text.slice(start + 1)}`
  }

  #entry(start: string, value: YamlValue, indent: string): void {
    this.add(start)
    if (!isCollection(value)) this.#scalar(value)
    else if (isEmpty(value)) this.add(isList(value) ? ' []\n' : ' {}\n')
    else {
      this.add('\n')
      this.block(value, `${indent}  `)
    }
  }

  #scalar(value: string | number | boolean | SecretText): void {
    this.add(' ')
    const start = this.result.text.length
    this.add(value instanceof SecretText ? doubleQuoted(value.text) : toScalar(value))
    if (value instanceof SecretText) this.result.secrets.push({ start, end: this.result.text.length })
    this.add('\n')
  }
}

const toScalar = (value: string | number | boolean) =>
  typeof value === 'string' ? doubleQuoted(value) : String(value)

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value)
}

function isCollection(value: YamlValue): value is YamlMapping | readonly YamlValue[] {
  return typeof value === 'object' && !(value instanceof SecretText)
}

function isEmpty(value: YamlMapping | readonly YamlValue[]): boolean {
  return Object.values(value).every((one) => one === undefined)
}
