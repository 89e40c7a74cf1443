/**
 * YAML as a tree that knows where each thing stands, so that everything wrong with a file can be told by its line, all
 * at once. Values keep the text that was written (`007` stays `007`); what it looks like is said beside it.
 */
import {
  type AliasEvent,
  CORE_SCHEMA,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml'
import type { FieldPath, Problem } from './problem'
import { error, shown } from './rules/report'

export type ScalarType = 'text' | 'number' | 'boolean' | 'empty'

export class Scalar {
  readonly kind = 'scalar'
  constructor(
    readonly line: number,
    readonly text: string,
    readonly type: ScalarType,
  ) {}
}

interface List {
  kind: 'list'
  line: number
  items: Node[]
}

interface Mapping {
  kind: 'mapping'
  line: number
  entries: Map<string, { line: number; value: Node }>
}

export type Node = Scalar | List | Mapping

/** More than any cluster file has; aliases count with all that they stand for, so they cannot make a bomb. */
const MAX_NODES = 500_000

/**
 * Reads one document. Problems carry lines; the tree holds all that could be read, and is undefined where the text is
 * no YAML at all. An empty text is an empty mapping.
 */
export function readYaml(source: string): { root: Node | undefined; problems: Problem[] } {
  try {
    const reader = new TreeReader(source, parseEvents(source, {}))
    return { root: reader.readDocument(), problems: reader.problems }
  } catch (cause) {
    const problem = error('file-syntax', [], { reason: reasonOf(cause) })
    const mark = cause instanceof YAMLException ? cause.mark : undefined
    return { root: undefined, problems: [{ ...problem, ...(mark && { line: mark.line + 1 }) }] }
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof YAMLException ? cause.reason : 'it cannot be parsed'
}

/** The line of the nearest thing on the way to `path`, from 1. */
export function lineAt(root: Node | undefined, path: FieldPath): number | undefined {
  let node = root
  let line = root?.line
  for (const part of path) {
    if (node?.kind === 'mapping') {
      const entry = node.entries.get(String(part))
      if (!entry) return line
      line = entry.line
      node = entry.value
    } else if (node?.kind === 'list' && typeof part === 'number') {
      node = node.items[part]
      line = node?.line ?? line
    } else return line
  }
  return line
}

class TreeReader {
  readonly problems: Problem[] = []
  private at = 0
  private nodes = 0
  private exhausted = false
  private readonly anchors = new Map<string, { node: Node; nodes: number }>()
  private readonly lines: number[]

  constructor(
    private readonly source: string,
    private readonly events: readonly Event[],
  ) {
    this.lines = lineStarts(source)
  }

  readDocument(): Node {
    const documents = this.events.filter(({ type }) => type === EVENT_ID.DOCUMENT)
    const nothing: Mapping = { kind: 'mapping', line: 1, entries: new Map() }
    if (documents.length > 1) throw new YAMLException('there is more than one document in it')
    this.at = 1
    const root = this.events.length > 2 ? this.read([], 1) : nothing
    return root instanceof Scalar && root.type === 'empty' ? nothing : root
  }

  /** Reads the node that begins at the next event; `line` is where it is expected. */
  private read(path: FieldPath, line: number): Node {
    const event = this.events[this.at]
    this.at += 1
    const before = this.nodes
    this.nodes += 1
    if (event?.type === EVENT_ID.ALIAS) return this.readAlias(event, path, line)
    if (
      event?.type !== EVENT_ID.SCALAR &&
      event?.type !== EVENT_ID.SEQUENCE &&
      event?.type !== EVENT_ID.MAPPING
    )
      throw new YAMLException('it ends too early')
    const node = this.readOwn(event, path, line)
    if (event.anchorStart >= 0) {
      const name = this.source.slice(event.anchorStart, event.anchorEnd)
      this.anchors.set(name, { node, nodes: this.nodes - before })
    }
    return node
  }

  private readOwn(event: Extract<Event, { tagStart: number }>, path: FieldPath, line: number): Node {
    const tag = event.tagStart >= 0 ? this.source.slice(event.tagStart, event.tagEnd) : ''
    const scalar = event.type === EVENT_ID.SCALAR
    if (tag && !(scalar && tag === '!!str')) this.report('file-tag', path, line, { tag: shown(tag) })
    if (event.type === EVENT_ID.SCALAR) return this.readScalar(event, line, tag === '!!str')
    const start = this.lineOf(event.start)
    return event.type === EVENT_ID.SEQUENCE ? this.readList(path, start) : this.readMapping(path, start)
  }

  private readScalar(event: ScalarEvent, line: number, quoted: boolean): Scalar {
    const text = getScalarValue(this.source, event)
    const plain = event.style === SCALAR_STYLE.PLAIN && !quoted
    const start = event.valueStart >= 0 ? this.lineOf(event.valueStart) : line
    return new Scalar(start, text, plain ? plainType(text) : 'text')
  }

  private readList(path: FieldPath, line: number): List {
    const list: List = { kind: 'list', line, items: [] }
    while (!this.closes()) list.items.push(this.read([...path, list.items.length], line))
    return list
  }

  private readMapping(path: FieldPath, line: number): Mapping {
    const mapping: Mapping = { kind: 'mapping', line, entries: new Map() }
    while (!this.closes()) {
      const key = this.read(path, line)
      const name = key instanceof Scalar ? key.text : ''
      const value = this.read([...path, name], key.line)
      const first = mapping.entries.get(name)
      if (!(key instanceof Scalar))
        this.report('type-wrong', path, key.line, { expected: 'text', found: key.kind })
      else if (first)
        this.report('key-duplicate', [...path, name], key.line, { key: shown(name), first: first.line })
      else mapping.entries.set(name, { line: key.line, value })
    }
    return mapping
  }

  /** An anchor is known once its node has ended, so nothing can stand for itself. */
  private readAlias(event: AliasEvent, path: FieldPath, line: number): Node {
    const name = this.source.slice(event.anchorStart, event.anchorEnd)
    const target = this.anchors.get(name)
    this.nodes += target?.nodes ?? 0
    if (target && this.nodes <= MAX_NODES) return target.node
    if (!target || !this.exhausted)
      this.report('file-alias', path, this.lineOf(event.anchorStart), { name: shown(name) })
    this.exhausted ||= target !== undefined
    return new Scalar(line, '', 'empty')
  }

  /** Whether the collection ends here; goes past its end. */
  private closes(): boolean {
    if (this.events[this.at]?.type !== EVENT_ID.POP) return false
    this.at += 1
    return true
  }

  private report(code: Problem['code'], path: FieldPath, line: number, facts: Problem['facts']): void {
    this.problems.push({ ...error(code, path, facts), line })
  }

  private lineOf(offset: number): number {
    let low = 0
    let high = this.lines.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.lines[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** YAML 1.2, section 10.3.2: what a text without quotes means. */
function plainType(text: string): ScalarType {
  const { tagName } = CORE_SCHEMA.resolveImplicitScalarTag(text).tag
  switch (tagName) {
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

function lineStarts(source: string): number[] {
  const starts = [0]
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index]
    if (character === '\n' || (character === '\r' && source[index + 1] !== '\n')) starts.push(index + 1)
  }
  return starts
}
