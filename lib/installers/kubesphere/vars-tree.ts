/** vars.yml as a tree that knows where each byte of a value stands, since an edit replaces nothing else. */
import {
  CHOMPING_MODE,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml'
import type { Span } from '../installer'
import { VarsProblem, type VarsProblemCode } from './vars-problem'

/** Where a node stands with its tag and anchor; `content` is where it stands without. */
interface Placed {
  start: number
  end: number
  content: number
  tag: string
  anchor: string
}

export type Style = 'plain' | 'single' | 'double' | 'block'

export interface ScalarNode extends Placed {
  kind: 'scalar'
  style: Style
  text: string
  /** What lies between the quotes; else the same as start and end. */
  inner: Span
  /** A block scalar that keeps all blank lines behind it (`|+`). */
  keeps: boolean
}
export interface ListNode extends Placed {
  kind: 'list'
  flow: boolean
  items: VarsNode[]
}
export interface MapNode extends Placed {
  kind: 'map'
  flow: boolean
  entries: VarsEntry[]
}
export interface AliasNode extends Placed {
  kind: 'alias'
  target: VarsNode
}
export type VarsNode = ScalarNode | ListNode | MapNode | AliasNode

export interface VarsEntry {
  /** The key's text; empty for a key that is no scalar. */
  key: string
  keyNode: VarsNode
  value: VarsNode
}

export interface VarsDocument {
  source: string
  /** Undefined where there are only comments. */
  root: MapNode | undefined
  /** Where keys may stand: behind `---`, before `...`. */
  start: number
  end: number
}

/** Reads the text. Throws `VarsProblem`. */
export function readVars(source: string): VarsDocument {
  const events = parse(source)
  const documents = events.filter(({ type }) => type === EVENT_ID.DOCUMENT)
  if (documents.length > 1) throw new VarsProblem('several-documents', 1, '')
  const node = documents.length > 0 ? new Reader(source, events).read() : undefined
  const nothing = node?.kind === 'scalar' && node.text === '' && node.style === 'plain'
  if (node && !nothing && node.kind !== 'map')
    throw new VarsProblem('not-a-mapping', lineOf(source, node.start), '')
  const root = node?.kind === 'map' ? node : undefined
  return { source, root, ...bounds(source, root) }
}

export function lineOf(source: string, offset: number): number {
  return source.slice(0, Math.max(offset, 0)).split(/\r\n|\r|\n/).length
}

function parse(source: string): Event[] {
  try {
    return parseEvents(source, {})
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause
    throw new VarsProblem('syntax', (cause.mark?.line ?? 0) + 1, cause.reason)
  }
}

/** Only comments and directives stand before a document's `---`, and only comments behind its last node. */
function bounds(source: string, root: MapNode | undefined): Span {
  const head = root ? source.slice(0, root.start) : source
  const marker = /^\uFEFF?---(?=\s|$)[^\r\n]*(?:\r\n|\r|\n|$)/m.exec(head)
  const start = marker ? marker.index + marker[0].length : source.startsWith('\uFEFF') ? 1 : 0
  const from = root?.end ?? start
  const stop = /^\.\.\.(?=\s|$)/m.exec(source.slice(from))
  return { start, end: stop ? from + stop.index : source.length }
}

class Reader {
  private at = 1
  /** Where the last node ended: what a node without any character stands behind. */
  private cursor = 0
  private readonly anchors = new Map<string, VarsNode>()

  constructor(
    private readonly source: string,
    private readonly events: readonly Event[],
  ) {}

  read(): VarsNode {
    const event = this.events[this.at]
    this.at += 1
    if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT)
      return this.fail('syntax', this.cursor, '')
    const node = event.type === EVENT_ID.ALIAS ? this.readAlias(event) : this.readOwn(event)
    this.cursor = node.end
    if (node.anchor && node.kind !== 'alias') this.anchors.set(node.anchor, node)
    return node
  }

  private readAlias(event: Extract<Event, { type: typeof EVENT_ID.ALIAS }>): AliasNode {
    const name = this.source.slice(event.anchorStart, event.anchorEnd)
    const start = event.anchorStart - 1
    const target = this.anchors.get(name) ?? this.fail('anchor-unknown', start, name)
    return { kind: 'alias', start, end: event.anchorEnd, content: start, tag: '', anchor: name, target }
  }

  private readOwn(event: Exclude<Event, { type: 1 | 5 | 6 }>): VarsNode {
    const tag = this.cut(event.tagStart, event.tagEnd)
    const anchor = this.cut(event.anchorStart, event.anchorEnd)
    const behind = Math.max(event.tagEnd, event.anchorEnd)
    const marks = [event.tagStart, event.anchorStart - 1].filter((offset) => offset >= 0)
    if (event.type === EVENT_ID.SCALAR) {
      const scalar = this.readScalar(event, behind)
      return { ...scalar, tag, anchor, start: Math.min(scalar.content, ...marks) }
    }
    const placed = { tag, anchor, content: event.start, start: Math.min(event.start, ...marks) }
    const flow = event.style === COLLECTION_STYLE.FLOW
    this.cursor = event.start + (flow ? 1 : 0)
    if (event.type === EVENT_ID.SEQUENCE) {
      const items = this.readItems()
      return { kind: 'list', ...placed, flow, items, end: flow ? this.closing() : this.cursor }
    }
    const entries = this.readEntries()
    return { kind: 'map', ...placed, flow, entries, end: flow ? this.closing() : this.cursor }
  }

  private readItems(): VarsNode[] {
    const items: VarsNode[] = []
    while (!this.closes()) items.push(this.read())
    return items
  }

  private readEntries(): VarsEntry[] {
    const entries: VarsEntry[] = []
    const seen = new Set<string>()
    while (!this.closes()) {
      const keyNode = this.read()
      const key = keyNode.kind === 'scalar' ? keyNode.text : ''
      if (keyNode.kind === 'scalar' && key !== '<<' && seen.has(key))
        this.fail('key-duplicate', keyNode.start, key)
      seen.add(key)
      entries.push({ key, keyNode, value: this.read() })
    }
    return entries
  }

  private readScalar(
    event: ScalarEvent,
    behind: number,
  ): Pick<ScalarNode, 'kind' | 'style' | 'text' | 'inner' | 'keeps' | 'content' | 'end'> {
    const base = { kind: 'scalar', text: getScalarValue(this.source, event), keeps: false } as const
    const { valueStart: start, valueEnd: end } = event
    switch (event.style) {
      case SCALAR_STYLE.PLAIN: {
        if (start >= 0) return { ...base, style: 'plain', content: start, end, inner: { start, end } }
        const here = Math.max(behind, this.colon())
        return { ...base, style: 'plain', content: here, end: here, inner: { start: here, end: here } }
      }
      case SCALAR_STYLE.SINGLE_QUOTED:
        return { ...base, style: 'single', content: start - 1, end: end + 1, inner: { start, end } }
      case SCALAR_STYLE.DOUBLE_QUOTED:
        return { ...base, style: 'double', content: start - 1, end: end + 1, inner: { start, end } }
      case SCALAR_STYLE.LITERAL_BLOCK:
      case SCALAR_STYLE.FOLDED_BLOCK:
        return { ...base, ...this.readBlock(event, Math.max(behind, this.colon())) }
    }
  }

  /** From its `|` or `>` to its last character that is no line's end. */
  private readBlock(event: ScalarEvent, from: number) {
    const content = from + this.source.slice(from).search(/[|>](?=[-+\d]*(?:\s|$))/)
    const header = /^[|>][-+\d]*/.exec(this.source.slice(content))?.[0].length ?? 1
    const last = this.source.slice(content, event.valueEnd).trimEnd().length
    const empty =
      event.valueEnd <= event.valueStart || !this.source.slice(event.valueStart, event.valueEnd).trim()
    const end = content + (empty ? header : last)
    const keeps = event.chomping === CHOMPING_MODE.KEEP
    return { style: 'block' as const, content, end, inner: { start: content, end }, keeps }
  }

  /** Behind the `:` or `-` that follows the cursor, if one does. */
  private colon(): number {
    const found = /^(?:\s|#[^\r\n]*(?![^\r\n]))*[:?-](?=\s|[,}\]]|$)/.exec(this.source.slice(this.cursor))
    const plain = /^[ \t]*:/.exec(this.source.slice(this.cursor))
    return this.cursor + (plain ?? found ?? [''])[0].length
  }

  /** Behind the bracket that closes a flow collection. */
  private closing(): number {
    const rest = /^(?:[\s,:?]|(?<=\s)#[^\r\n]*(?![^\r\n]))*[\]}]/.exec(this.source.slice(this.cursor))
    return this.cursor + (rest?.[0].length ?? 0)
  }

  private closes(): boolean {
    if (this.events[this.at]?.type !== EVENT_ID.POP) return false
    this.at += 1
    return true
  }

  private cut(start: number, end: number): string {
    return start >= 0 ? this.source.slice(start, end) : ''
  }

  private fail(code: VarsProblemCode, offset: number, reason: string): never {
    throw new VarsProblem(code, lineOf(this.source, offset), reason)
  }
}
