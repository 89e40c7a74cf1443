/** Reads the excerpts of a checkout of an Ansible collection, and explains what was looked for. */
import { type MappingNode, parseYaml, type YamlNode, YamlSyntaxError } from '@/lib/yaml/tree'
import type { PackageFacts } from '../installer'
import { type EvidenceRow, toRowValue } from './evidence'

/** A file that moved between releases: its paths, the newest first. */
export type Paths = readonly [string, ...string[]]

/** The excerpts of one checkout. */
export class Checkout {
  constructor(private readonly facts: PackageFacts) {}

  has(path: string): boolean {
    return this.facts.files.has(path)
  }

  /** The text of a key in the first file that has it. */
  value(paths: Paths, key: string): string | undefined {
    return first(paths, (path) => this.facts.keys.get(path)?.get(key))
  }

  /** The value of a top-level key in the first file that has it; undefined if it is not valid YAML. */
  block(paths: Paths, key: string): YamlNode | undefined {
    const text = first(paths, (path) => this.facts.blocks.get(path)?.get(key))
    return text === undefined ? undefined : mapping(parse(text))?.byKey.get(key)?.value
  }

  /** The lines that match the pattern of the first file that has some. */
  lines(paths: Paths): readonly string[] {
    return first(paths, (path) => this.facts.lines.get(path)) ?? []
  }

  /** The first of the paths that exists, else the newest: where a reader looks for the value. */
  place(paths: Paths): string {
    return paths.find((path) => this.has(path)) ?? paths[0]
  }
}

function first<T>(paths: Paths, read: (path: string) => T | undefined): T | undefined {
  for (const path of paths) {
    const found = read(path)
    if (found !== undefined) return found
  }
  return undefined
}

function parse(text: string): YamlNode | undefined {
  try {
    return parseYaml(text).root
  } catch (cause) {
    if (cause instanceof YamlSyntaxError) return undefined
    throw cause
  }
}

const mapping = (node: YamlNode | undefined): MappingNode | undefined =>
  node?.kind === 'mapping' ? node : undefined

/** The keys of a mapping, in the order of the file; empty for any other node. */
export function keysOf(node: YamlNode | undefined): string[] {
  return mapping(node)?.entries.map(({ key }) => key) ?? []
}

/** The value of a key of a mapping. */
export function entryOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return mapping(node)?.byKey.get(key)?.value
}

/** The scalars of a list; empty for any other node. */
export function itemsOf(node: YamlNode | undefined): string[] {
  if (node?.kind !== 'list') return []
  return node.items.flatMap((item) => (item.kind === 'scalar' ? item.text : []))
}

/**
 * Evidence for a value.
 * @param values the accepted ones, as text
 */
export function valueRow(
  release: string,
  { path, key, value }: { path: string; key: string; value: string | undefined },
  values: readonly string[],
  matches: boolean,
): EvidenceRow {
  return {
    ...{ release, kind: 'value', path, key, wanted: 'value', values: [...values], matches },
    ...(value === undefined ? { found: 'absent', value: '' } : { found: 'value', value: toRowValue(value) }),
  }
}

/** Evidence for a key, or with an empty key for a file. */
export function presenceRow(release: string, path: string, key: string, present: boolean): EvidenceRow {
  return {
    ...{ release, kind: key === '' ? 'file' : 'key', path, key, wanted: 'present', values: [], value: '' },
    ...{ found: present ? 'present' : 'absent', matches: present },
  }
}
