/**
 * Edits vars.yml where it stands: each edit replaces the bytes of one value or adds one key, and nothing else moves.
 * What came out is read again and compared, so that a way of writing that was not thought of is refused, not broken.
 */
import { entryOf, firstAlias, matches, mergedOtherwise, restOf } from './vars-meaning'
import { endPlace, linesOf, MARKER, newlineOf, samplesOf } from './vars-place'
import { VarsProblem } from './vars-problem'
import { writeScalar } from './vars-scalar'
import {
  type ListNode,
  lineOf,
  type MapNode,
  readVars,
  type Style,
  type VarsDocument,
  type VarsEntry,
  type VarsNode,
} from './vars-tree'
import type { WantedEntry, WantedList, WantedMap, WantedScalar, WantedValue } from './vars-wanted'

interface Edit {
  start: number
  end: number
  text: string
}

/** The text with every wanted entry in force. Throws `VarsProblem`. */
export function editVars(source: string, wanted: readonly WantedEntry[]): string {
  const document = readVars(source)
  const text = apply(source, new Editor(document).edits(wanted))
  verify(document, text, wanted)
  return text
}

function apply(source: string, edits: readonly Edit[]): string {
  let text = ''
  let at = 0
  for (const edit of [...edits].sort((one, other) => one.start - other.start || one.end - other.end)) {
    text += source.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return text + source.slice(at)
}

function verify(before: VarsDocument, text: string, wanted: readonly WantedEntry[]): void {
  const after = reread(text)
  if (after === undefined || restOf(before.root, wanted) !== restOf(after.root, wanted)) {
    const alias = before.root && firstAlias(before.root)
    if (!alias) throw new VarsProblem('not-editable', 1, '')
    throw new VarsProblem('anchor-shared', lineOf(before.source, alias.start), alias.anchor)
  }
  for (const { key, value, onlyIfPresent } of wanted) {
    const entry = entryOf(after.root, key)
    const right = entry ? value !== undefined && matches(entry.value, value) : onlyIfPresent
    const stood = entryOf(before.root, key)
    if (!right)
      throw new VarsProblem('not-editable', stood ? lineOf(before.source, stood.keyNode.start) : 1, key)
  }
}

function reread(text: string): VarsDocument | undefined {
  try {
    return readVars(text)
  } catch (problem) {
    if (problem instanceof VarsProblem) return undefined
    throw problem
  }
}

class Editor {
  private readonly source: string
  private readonly newline: string
  /** Column of the keys at the top. */
  private readonly indent: string

  constructor(private readonly document: VarsDocument) {
    this.source = document.source
    this.newline = newlineOf(this.source)
    this.indent = document.root && !document.root.flow ? this.column(document.root.start) : ''
  }

  edits(wanted: readonly WantedEntry[]): Edit[] {
    const { root } = this.document
    const present = wanted.flatMap((entry) => this.changed(entry))
    const missing = wanted.filter(
      ({ key, value, onlyIfPresent }) =>
        value && !entryOf(root, key) && (!onlyIfPresent || mergedOtherwise(root, key, value)),
    )
    return [...present, ...this.withoutStaleAliases(wanted, present), ...this.added(missing)]
  }

  private changed({ key, value }: WantedEntry): Edit[] {
    const entry = entryOf(this.document.root, key)
    if (!entry) return []
    if (!value) return [this.removed(entry)]
    return this.valueEdits(entry, value, this.indent, this.document.root?.flow ?? false)
  }

  /** An alias that was right, of a value that is being changed. */
  private withoutStaleAliases(wanted: readonly WantedEntry[], edits: readonly Edit[]): Edit[] {
    return wanted.flatMap(({ key, value }) => {
      const entry = entryOf(this.document.root, key)
      if (entry?.value.kind !== 'alias' || !value || !matches(entry.value, value)) return []
      const { start, end } = entry.value.target
      const stale = edits.some((edit) => edit.start < end && edit.end > start)
      return stale ? [this.whole(entry, value, this.indent, this.document.root?.flow ?? false)] : []
    })
  }

  private valueEdits(entry: VarsEntry, wanted: WantedValue, indent: string, flow: boolean): Edit[] {
    const node = entry.value
    if (matches(node, wanted)) return []
    if (wanted.kind === 'list' && node.kind === 'list')
      return this.listEdits(entry, node, wanted, indent, flow)
    if (wanted.kind === 'map' && node.kind === 'map' && node.tag === '')
      return this.mapEdits(node, wanted, flow)
    return [this.whole(entry, wanted, indent, flow)]
  }

  /** The whole value anew, from the colon on where it takes lines of its own or took them. */
  private whole(entry: VarsEntry, wanted: WantedValue, indent: string, flow: boolean): Edit {
    const node = entry.value
    const block = node.kind !== 'scalar' && node.kind !== 'alias' && !node.flow
    // A value without any character needs a colon to stand behind.
    if (node.start === node.end) this.behindColon(entry)
    if (!block && (wanted.kind === 'scalar' || flow)) return this.inPlace(node, wanted, flow)
    const start = this.behindColon(entry)
    const anchor = this.anchored(node)
    const comment = this.comment(start, node)
    if (wanted.kind === 'scalar' || flow)
      return { start, end: node.end, text: `${anchor} ${this.inline(wanted, flow)}${comment}` }
    // What stands behind the old value stays on the key's line.
    const end = this.lineEnd(node.end)
    const behind = this.source.slice(node.end, end).trimEnd()
    return { start, end, text: anchor + comment + behind + this.lines(wanted, indent) }
  }

  private inPlace(node: VarsNode, wanted: WantedValue, flow: boolean): Edit {
    const style = node.kind === 'scalar' ? node.style : 'plain'
    const gap = /[\s[{]$/.test(this.source.slice(0, node.start).slice(-1)) ? '' : ' '
    const header = /^[|>][-+\d]*([ \t]+#[^\r\n]*)/.exec(this.source.slice(node.content, node.end))
    const comment = style === 'block' ? (header?.[1] ?? '') : ''
    const anchor = this.anchored(node).trim()
    const text = gap + (anchor && `${anchor} `) + this.inline(wanted, flow, style) + comment
    return { start: node.start, end: node.end, text }
  }

  private anchored(node: VarsNode): string {
    return node.anchor && node.kind !== 'alias' ? ` &${node.anchor}` : ''
  }

  /** The comment between a key and its lines, on the key's line. */
  private comment(start: number, node: VarsNode): string {
    const line = /^[^\r\n]*/.exec(this.source.slice(start, node.content))?.[0] ?? ''
    return /[ \t]#.*$/.exec(line)?.[0] ?? ''
  }

  private behindColon({ key, keyNode, value }: VarsEntry): number {
    const between = this.source.slice(keyNode.end, Math.max(value.start, keyNode.end + 1))
    const colon = /^[ \t]*:/.exec(between)
    if (!colon) throw new VarsProblem('not-editable', lineOf(this.source, keyNode.start), key)
    return keyNode.end + colon[0].length
  }

  private inline(wanted: WantedValue, flow: boolean, style?: Style): string {
    switch (wanted.kind) {
      case 'scalar':
        return this.scalar(wanted, flow, style)
      case 'list':
        return `[${wanted.items.map((item) => this.scalar(item, true)).join(', ')}]`
      case 'map':
        return `{${wanted.entries.map(({ key, value }) => `${key}: ${this.scalar(value, true)}`).join(', ')}}`
    }
  }

  private scalar({ type, text, quoted }: WantedScalar, flow: boolean, style: Style = 'plain'): string {
    return writeScalar({ type, text, style: quoted && style !== 'single' ? 'double' : style, flow })
  }

  /** A list or a mapping below its key, each line with a line's end before it. */
  private lines(wanted: WantedList | WantedMap, indent: string): string {
    const own =
      wanted.kind === 'list'
        ? wanted.items.map((item) => `- ${this.scalar(item, false)}`)
        : wanted.entries.map(({ key, value }) => `${key}: ${this.scalar(value, false)}`)
    return own.map((line) => `${this.newline}${indent}  ${line}`).join('')
  }

  private listEdits(
    entry: VarsEntry,
    node: ListNode,
    wanted: WantedList,
    indent: string,
    flow: boolean,
  ): Edit[] {
    if (node.flow && (flow || node.items.length > 0)) return [this.inPlace(node, wanted, flow)]
    const kept = node.items.slice(0, wanted.items.length)
    const last = kept.at(-1)
    const simple = kept.every((item) => item.kind === 'scalar' && item.style !== 'block')
    if (node.flow || node.tag || !last || !simple) return [this.whole(entry, wanted, indent, flow)]
    const changed = kept.flatMap((item, index) => {
      const value = wanted.items[index]
      return value && !matches(item, value) ? [this.inPlace(item, value, false)] : []
    })
    const more = wanted.items.slice(node.items.length)
    const lines = more.map(
      (item) => `${this.newline}${this.column(node.content)}- ${this.scalar(item, false)}`,
    )
    const start = this.lineEnd(last.end)
    const end = kept.length < node.items.length ? Math.max(start, this.lineEnd(node.end)) : start
    return [...changed, { start, end, text: lines.join('') }]
  }

  private mapEdits(node: MapNode, wanted: WantedMap, flow: boolean): Edit[] {
    const inFlow = flow || node.flow
    const column = this.column(node.content)
    const changed = wanted.entries.flatMap(({ key, value }) => {
      const entry = entryOf(node, key)
      return entry ? this.valueEdits(entry, value, column, inFlow) : []
    })
    const added = wanted.entries
      .filter(({ key }) => !entryOf(node, key))
      .map(({ key, value }) => `${key}: ${this.scalar(value, inFlow)}`)
    if (added.length === 0) return changed
    if (inFlow) return [...changed, this.intoFlow(node, added)]
    const at = this.lineEnd(node.end)
    const text = added.map((line) => this.newline + column + line).join('')
    return [...changed, { start: at, end: at, text }]
  }

  private intoFlow(node: MapNode, added: readonly string[]): Edit {
    const last = node.entries.at(-1)
    const at = last ? last.value.end : node.content + 1
    return { start: at, end: at, text: (last ? ', ' : '') + added.join(', ') }
  }

  /** Gone where its commented sample stands right above it; else it becomes that sample. */
  private removed(entry: VarsEntry): Edit {
    const span = { start: this.lineStart(entry.keyNode.start), end: this.lineEnd(entry.value.end) }
    const lines = linesOf(this.source, span)
    const sample = samplesOf(this.document).get(entry.key)
    if (sample?.end === span.start) {
      const rest = /^(?:\r\n|\r|\n)/.exec(this.source.slice(span.end))?.[0].length ?? 0
      return { start: span.start, end: span.end + rest, text: '' }
    }
    const text = lines.map((line) => {
      const whole = this.source.slice(line.start, line.end)
      return line.text.trim() ? `# ${whole}` : whole
    })
    return { ...span, text: text.join('') }
  }

  private added(missing: readonly WantedEntry[]): Edit[] {
    const { root } = this.document
    if (missing.length === 0) return []
    if (root?.flow) {
      const entries = missing.flatMap(({ key, value }) =>
        value ? [`${key}: ${this.inline(value, true)}`] : [],
      )
      return [this.intoFlow(root, entries)]
    }
    const samples = samplesOf(this.document)
    const beside = missing.flatMap(({ key, value }) => {
      const sample = samples.get(key)
      if (!sample || !value) return []
      return [this.addition(sample.end, this.entryLine(key, value, sample.style))]
    })
    const rest = missing.filter(({ key }) => !samples.has(key))
    return [...beside, ...this.atEnd(rest)]
  }

  private entryLine(key: string, value: WantedValue, style: Style): string {
    const body =
      value.kind === 'scalar' ? ` ${this.scalar(value, false, style)}` : this.lines(value, this.indent)
    return `${this.indent}${key}:${body}`
  }

  private atEnd(missing: readonly WantedEntry[]): Edit[] {
    const lines = missing.flatMap(({ key, value }) => (value ? [this.entryLine(key, value, 'plain')] : []))
    if (lines.length === 0) return []
    const { offset, marked } = endPlace(this.document)
    const before = this.source.slice(this.document.start, offset)
    const gap = before.trim() === '' || /(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)$/.test(before) ? [] : ['']
    const head = marked ? [] : [...gap, this.indent + MARKER]
    return [this.addition(offset, [...head, ...lines].join(this.newline))]
  }

  /** Whole lines at an offset where a line begins, or where the text ends without a line's end, which stays so. */
  private addition(offset: number, text: string): Edit {
    const fresh = /^\uFEFF?$|[\r\n]$/.test(this.source.slice(0, offset))
    return { start: offset, end: offset, text: fresh ? text + this.newline : this.newline + text }
  }

  private lineStart(offset: number): number {
    return offset - (/[^\r\n]*$/.exec(this.source.slice(0, offset))?.[0].length ?? 0)
  }

  private lineEnd(offset: number): number {
    return offset + (/^[^\r\n]*/.exec(this.source.slice(offset))?.[0].length ?? 0)
  }

  private column(offset: number): string {
    return this.source
      .slice(this.lineStart(offset), offset)
      .replace(/^\uFEFF/, '')
      .replace(/\S/g, ' ')
  }
}
