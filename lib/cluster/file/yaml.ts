/** Parses the YAML of a cluster file: its content for the schema, and syntax problems with their lines. */
import { CORE_SCHEMA } from 'js-yaml'
import {
  type AliasNode,
  dereference,
  type MappingNode,
  parseYaml,
  type ScalarNode,
  type YamlNode,
  YamlSyntaxError,
} from '@/lib/yaml/tree'
import type { FieldPath, Problem } from '../problem'
import { error, truncate } from '../rules/create-problem'

export type ScalarType = 'text' | 'number' | 'boolean' | 'empty'

/** A value as written (`007` stays `007`), with its type in YAML 1.2. */
export class Scalar {
  constructor(
    readonly text: string,
    readonly type: ScalarType,
  ) {}
}

/** More than any cluster file has. Expanded aliases count, which stops alias bombs. */
const MAX_NODES = 500_000

export interface YamlContent {
  /** Undefined if the text is not YAML. */
  root: YamlNode | undefined
  /** Records, arrays and `Scalar`s. Keys without a value are left out; of duplicate keys the first counts. */
  content: unknown
  problems: Problem[]
}

/** Reads one document. An empty text is an empty mapping. */
export function readYaml(source: string): YamlContent {
  try {
    const { root, documentCount } = parseYaml(source)
    if (documentCount > 1) return toSyntaxProblem('the file contains more than one document')
    const reader = new ContentReader()
    const content = reader.read(root, [])
    return { root, content: isEmpty(content) ? {} : content, problems: reader.problems }
  } catch (cause) {
    if (!(cause instanceof YamlSyntaxError)) throw cause
    return toSyntaxProblem(cause.reason, cause.line)
  }
}

function toSyntaxProblem(reason: string, line?: number): YamlContent {
  const problem = error('file-syntax', [], { reason })
  return { root: undefined, content: undefined, problems: [{ ...problem, ...(line && { line }) }] }
}

function isEmpty(content: unknown): boolean {
  return content === undefined || (content instanceof Scalar && content.type === 'empty')
}

/** The line of the node at `path`, or of its nearest parent; from 1. */
export function lineAt(root: YamlNode | undefined, path: FieldPath): number | undefined {
  let node = root && dereference(root)
  let line = root?.line
  for (const part of path) {
    const entry = node?.kind === 'mapping' ? node.byKey.get(String(part)) : undefined
    const item = node?.kind === 'list' && typeof part === 'number' ? node.items[part] : undefined
    const next = entry?.value ?? item
    if (!next) return line
    line = (entry?.keyNode ?? next).line
    node = dereference(next)
  }
  return line
}

class ContentReader {
  readonly problems: Problem[] = []
  private visited = 0
  private exhausted = false
  /** How many aliases deep. The problems of an alias's target were reported where it is anchored. */
  private depth = 0

  read(node: YamlNode, path: FieldPath): unknown {
    this.visited += 1
    if (this.depth > 0 && this.visited > MAX_NODES) return undefined
    if (node.kind === 'alias') return this.readAlias(node, path)
    if (node.tag && !(node.kind === 'scalar' && node.tag === '!!str'))
      this.report('file-tag', path, node, { tag: truncate(node.tag) })
    switch (node.kind) {
      case 'scalar':
        return new Scalar(node.text, typeOf(node))
      case 'list':
        return node.items.map((item, index) => this.read(item, [...path, index]))
      case 'mapping':
        return this.readMapping(node, path)
    }
  }

  private readMapping({ entries, byKey }: MappingNode, path: FieldPath): Record<string, unknown> {
    const fields = entries.flatMap((entry): [string, unknown][] => {
      const { key, keyNode } = entry
      const first = byKey.get(key)
      const { kind } = dereference(keyNode)
      this.read(keyNode, path)
      const value = this.read(entry.value, [...path, key])
      if (kind === 'list' || kind === 'mapping')
        this.report('type-wrong', path, keyNode, { expected: 'text', found: kind })
      else if (first && first !== entry)
        this.report('key-duplicate', [...path, key], keyNode, {
          key: truncate(key),
          first: first.keyNode.line,
        })
      return first === entry && !isEmpty(value) ? [[key, value]] : []
    })
    return Object.fromEntries(fields)
  }

  private readAlias(alias: AliasNode, path: FieldPath): unknown {
    this.depth += 1
    const value = alias.target && this.read(alias.target, path)
    this.depth -= 1
    const exceedsLimit = this.visited > MAX_NODES && this.depth === 0 && !this.exhausted
    if (!alias.target || exceedsLimit)
      this.report('file-alias', path, alias, { name: truncate(alias.anchor) })
    this.exhausted ||= exceedsLimit
    return value
  }

  private report(code: Problem['code'], path: FieldPath, { line }: YamlNode, facts: Problem['facts']): void {
    if (this.depth === 0) this.problems.push({ ...error(code, path, facts), line })
  }
}

function typeOf({ style, tag, text }: ScalarNode): ScalarType {
  if (style !== 'plain' || tag === '!!str') return 'text'
  switch (CORE_SCHEMA.resolveImplicitScalarTag(text).tag.tagName) {
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:float':
      return 'number'
    case 'tag:yaml.org,2002:bool':
      return 'boolean'
    case 'tag:yaml.org,2002:null':
      return 'empty'
    default:
      return 'text'
  }
}
