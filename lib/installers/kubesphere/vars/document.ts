/** An existing settings file as an editable tree. */
import {
  type MappingNode,
  parseYaml,
  type YamlDocument,
  type YamlNode,
  YamlSyntaxError,
} from '@/lib/yaml/tree'
import type { TextRange } from '../../installer'
import { VarsProblem, type VarsProblemCode } from '../../vars-problem'

export interface VarsDocument {
  source: string
  root: MappingNode
  /** Every node, each after its children. */
  nodes: readonly YamlNode[]
  /** Where top-level keys can be: after `---` and before `...`. */
  bounds: TextRange
  /** The indent of top-level keys. */
  indent: string
  newline: string
}

/** Parses a settings file. Throws `VarsProblem` if Ansible could not parse it either. */
export function readVars(source: string): VarsDocument {
  const { root, documentCount, nodes } = parse(source)
  if (documentCount > 1) throw new VarsProblem('several-documents', 1, '')
  if (root.kind !== 'mapping') return refuse('not-a-mapping', root, '')
  for (const node of nodes) {
    if (node.kind === 'alias' && !node.target) refuse('anchor-unknown', node, node.anchor)
    if (node.kind === 'mapping') refuseDuplicates(node)
  }
  const indent = /^ */.exec(source.slice(lineStart(source, root.content)))?.[0] ?? ''
  const newline = /\r\n|\r|\n/.exec(source)?.[0] ?? '\n'
  return { source, root, nodes, bounds: boundsOf(source, root), indent, newline }
}

function parse(source: string): YamlDocument {
  try {
    return parseYaml(source)
  } catch (cause) {
    if (!(cause instanceof YamlSyntaxError)) throw cause
    throw new VarsProblem('syntax', cause.line, cause.reason)
  }
}

/** A mapping may have several `<<`. */
function refuseDuplicates({ entries, byKey }: MappingNode): void {
  for (const entry of entries) {
    const first = byKey.get(entry.key)
    if (first && first !== entry && entry.key !== '<<') refuse('key-duplicate', entry.keyNode, entry.key)
  }
}

function refuse(code: VarsProblemCode, { line }: YamlNode, reason: string): never {
  throw new VarsProblem(code, line, reason)
}

/** Only comments and directives precede a document's `---`, and only comments follow its last node. */
function boundsOf(source: string, root: MappingNode): TextRange {
  const marker = /^\uFEFF?---(?=\s|$)[^\r\n]*(?:\r\n|\r|\n|$)/m.exec(source.slice(0, root.start))
  const start = marker ? marker.index + marker[0].length : source.startsWith('\uFEFF') ? 1 : 0
  const from = root.entries.length > 0 ? root.end : start
  const stop = /^\.\.\.(?=\s|$)/m.exec(source.slice(from))
  return { start, end: stop ? from + stop.index : source.length }
}

/** The offset of the line's start, after the byte order mark if it is the first line. */
export function lineStart(source: string, offset: number): number {
  const before = source.slice(0, offset)
  const start = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1
  return source[start] === '\uFEFF' ? start + 1 : start
}

export function lineEnd(source: string, offset: number): number {
  return offset + (/^[^\r\n]*/.exec(source.slice(offset))?.[0].length ?? 0)
}
