/**
 * YAML as a tree with the line and the source offsets of each node. Scalars have their source text, and aliases are not
 * expanded, so a reader can report problems by line and an editor can replace single values.
 */
import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml'

interface Located {
  /** From 1. */
  line: number
  /** Source offsets, the node's tag and anchor included. */
  start: number
  end: number
  /** Where the node starts without its tag and anchor. */
  content: number
  /** As written, such as `!!str`; empty without one. */
  tag: string
  /** The anchor's name, or the name that an alias refers to; empty without one. */
  anchor: string
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'block'

export interface ScalarNode extends Located {
  kind: 'scalar'
  style: ScalarStyle
  text: string
}

export interface ListNode extends Located {
  kind: 'list'
  flow: boolean
  items: YamlNode[]
}

export interface MappingNode extends Located {
  kind: 'mapping'
  flow: boolean
  /** In the order of the source, duplicates included. */
  entries: MappingEntry[]
  /** The first entry of each scalar key. */
  byKey: Map<string, MappingEntry>
}

export interface MappingEntry {
  /** The key's text; empty for a key that is not a scalar. */
  key: string
  keyNode: YamlNode
  value: YamlNode
}

export interface AliasNode extends Located {
  kind: 'alias'
  /** Undefined unless the anchored node ends before the alias. */
  target: YamlNode | undefined
}

export type YamlNode = ScalarNode | ListNode | MappingNode | AliasNode

export interface YamlDocument {
  /** The content of the first document; an empty document is an empty mapping. */
  root: YamlNode
  documentCount: number
  /** Every node of the first document, each after its children. */
  nodes: readonly YamlNode[]
}

export class YamlSyntaxError extends Error {
  override readonly name = 'YamlSyntaxError'
  constructor(
    readonly reason: string,
    /** From 1. */
    readonly line: number,
  ) {
    super(`line ${line}: ${reason}`)
  }
}

/** Parses in time and memory linear in the length of `source`, regardless of aliases. Throws `YamlSyntaxError`. */
export function parseYaml(source: string): YamlDocument {
  try {
    return new TreeBuilder(source, parseEvents(source, {})).build()
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause
    throw new YamlSyntaxError(cause.reason, (cause.mark?.line ?? 0) + 1)
  }
}

/** The node that an alias refers to. Returns the alias itself if its anchor is unknown. */
export function dereference(node: YamlNode): YamlNode {
  return node.kind === 'alias' && node.target ? dereference(node.target) : node
}

/** The tag and the anchor of a node, which precede it in either order. */
interface Properties {
  tag: string
  anchor: string
  /** Offset of the first; infinite without any. */
  start: number
  /** Offset after the last; -1 without any. */
  end: number
}

class TreeBuilder {
  private next = 1
  /** Offset after the last node. An empty node has no offset of its own. */
  private cursor = 0
  private readonly anchors = new Map<string, YamlNode>()
  private readonly nodes: YamlNode[] = []
  private readonly lineStarts: number[]

  constructor(
    private readonly source: string,
    private readonly events: readonly Event[],
  ) {
    this.lineStarts = [0, ...Array.from(source.matchAll(/\r\n|\r|\n/g), (end) => end.index + end[0].length)]
  }

  build(): YamlDocument {
    const { length } = this.source
    const documentCount = this.events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length
    const root = documentCount > 0 ? this.read() : undefined
    const empty = !root || (root.kind === 'scalar' && root.style === 'plain' && root.text === '')
    if (!empty) return { root, documentCount, nodes: this.nodes }
    const located = { line: 1, start: length, end: length, content: length, tag: '', anchor: '' }
    const nothing: YamlNode = { kind: 'mapping', ...located, flow: false, entries: [], byKey: new Map() }
    return { root: nothing, documentCount, nodes: [] }
  }

  private read(): YamlNode {
    const event = this.events[this.next]
    this.next += 1
    if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT)
      throw new YAMLException('unexpected end of the file')
    const node = this.readEvent(event)
    this.cursor = node.end
    this.nodes.push(node)
    if (node.anchor && node.kind !== 'alias') this.anchors.set(node.anchor, node)
    return node
  }

  private readEvent(event: Exclude<Event, { type: 1 | 6 }>): YamlNode {
    const anchor = event.anchorStart >= 0 ? this.source.slice(event.anchorStart, event.anchorEnd) : ''
    if (event.type === EVENT_ID.ALIAS) {
      const content = event.anchorStart - 1
      const located = { ...this.position(content), end: event.anchorEnd, content, tag: '', anchor }
      return { kind: 'alias', ...located, target: this.anchors.get(anchor) }
    }
    const starts = [event.tagStart, event.anchorStart - 1].filter((offset) => offset >= 0)
    const properties: Properties = {
      tag: event.tagStart >= 0 ? this.source.slice(event.tagStart, event.tagEnd) : '',
      anchor,
      start: Math.min(...starts),
      end: Math.max(event.tagEnd, event.anchorEnd),
    }
    if (event.type === EVENT_ID.SCALAR) return this.readScalar(event, properties)
    const flow = event.style === COLLECTION_STYLE.FLOW
    const located = this.located(properties, event.start, 0)
    this.cursor = event.start + (flow ? 1 : 0)
    const children = event.type === EVENT_ID.SEQUENCE ? this.readItems() : this.readEntries()
    return { ...located, flow, ...children, end: flow ? this.closingBracket() : this.cursor }
  }

  private readItems(): Pick<ListNode, 'kind' | 'items'> {
    const items: YamlNode[] = []
    while (!this.atEnd()) items.push(this.read())
    return { kind: 'list', items }
  }

  private readEntries(): Pick<MappingNode, 'kind' | 'entries' | 'byKey'> {
    const entries: MappingEntry[] = []
    const byKey = new Map<string, MappingEntry>()
    while (!this.atEnd()) {
      const keyNode = this.read()
      const scalar = dereference(keyNode)
      const key = scalar.kind === 'scalar' ? scalar.text : ''
      const entry = { key, keyNode, value: this.read() }
      entries.push(entry)
      if (scalar.kind === 'scalar' && !byKey.has(key)) byKey.set(key, entry)
    }
    return { kind: 'mapping', entries, byKey }
  }

  private readScalar(event: ScalarEvent, properties: Properties): ScalarNode {
    const { valueStart: start, valueEnd: end } = event
    const node = (style: ScalarStyle, from: number, to: number): ScalarNode => {
      const text = getScalarValue(this.source, event)
      return { kind: 'scalar', ...this.located(properties, from, to), style, text }
    }
    switch (event.style) {
      case SCALAR_STYLE.PLAIN: {
        if (start >= 0) return node('plain', start, end)
        const empty = Math.max(properties.end, this.indicatorEnd())
        return node('plain', empty, empty)
      }
      case SCALAR_STYLE.SINGLE_QUOTED:
        return node('single', start - 1, end + 1)
      case SCALAR_STYLE.DOUBLE_QUOTED:
        return node('double', start - 1, end + 1)
      case SCALAR_STYLE.LITERAL_BLOCK:
      case SCALAR_STYLE.FOLDED_BLOCK: {
        const from = Math.max(properties.end, this.indicatorEnd())
        const header = from + this.source.slice(from).search(/[|>](?=[-+\d]*(?:\s|$))/)
        return node('block', header, this.blockEnd(header, start, end))
      }
    }
  }

  /** The offset after the last character of a block scalar that is not white space, which may be its header. */
  private blockEnd(header: number, start: number, end: number): number {
    const headerEnd = header + (/^[|>][-+\d]*/.exec(this.source.slice(header))?.[0].length ?? 1)
    const blank = end <= start || !this.source.slice(start, end).trim()
    return blank ? headerEnd : start + this.source.slice(start, end).trimEnd().length
  }

  private located({ tag, anchor, start }: Properties, content: number, end: number): Located {
    return { ...this.position(Math.min(start, content)), end, content, tag, anchor }
  }

  private position(start: number): Pick<Located, 'line' | 'start'> {
    let low = 0
    let high = this.lineStarts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.lineStarts[middle] ?? 0) <= start) low = middle + 1
      else high = middle
    }
    return { line: low, start }
  }

  /** The offset after the next `:`, `-` or `?`, where an empty node belongs. */
  private indicatorEnd(): number {
    const found = /^(?:\s|#[^\r\n]*(?![^\r\n]))*[:?-](?=\s|[,}\]]|$)/.exec(this.source.slice(this.cursor))
    return this.cursor + (found?.[0].length ?? 0)
  }

  /** The offset after the closing bracket of a flow collection. */
  private closingBracket(): number {
    const found = /^(?:[\s,:?]|(?<=\s)#[^\r\n]*(?![^\r\n]))*[\]}]/.exec(this.source.slice(this.cursor))
    return this.cursor + (found?.[0].length ?? 0)
  }

  /** Whether the collection ends here; steps over its end. */
  private atEnd(): boolean {
    if (this.events[this.next]?.type !== EVENT_ID.POP) return false
    this.next += 1
    return true
  }
}
