/**
 * Edits a settings file. A value on one line is replaced in place. A value of several lines is commented out, with the new
 * entry below. The result is parsed again and compared, so an unforeseen notation is refused instead of broken.
 */
import type { MappingEntry } from '@/lib/yaml/tree'
import { VarsProblem } from '../../vars-problem'
import type { DesiredEntry, DesiredValue } from './desired-values'
import { lineEnd, lineStart, readVars, type VarsDocument } from './document'
import { appendOffset, findSamples, MARKER, MARKER_START } from './insertion-point'
import { isEqualToDesired } from './yaml-equality'
import { writeEntry, writeInline } from './yaml-writer'

interface Edit {
  start: number
  end: number
  text: string
}

/** The text with every desired entry in force. Throws `VarsProblem`. */
export function editVars(source: string, desired: readonly DesiredEntry[]): string {
  const document = readVars(source)
  // A mapping in braces has no lines to comment out.
  if (document.root.flow) throw new VarsProblem('not-a-mapping', document.root.line, '')
  const edits = new Editor(document).edits(desired)
  refuseSharedAnchors(document, edits)
  const text = apply(source, edits)
  verify(document, text, desired)
  return text
}

class Editor {
  private readonly samples

  constructor(private readonly document: VarsDocument) {
    this.samples = findSamples(document)
  }

  edits(desired: readonly DesiredEntry[]): Edit[] {
    const { byKey } = this.document.root
    const missing: [key: string, value: DesiredValue][] = []
    const changes = desired.flatMap(({ key, value, onlyIfPresent }) => {
      const entry = byKey.get(key)
      if (entry) return this.change(entry, value)
      if (value && (!onlyIfPresent || this.mayMerge(key))) missing.push([key, value])
      return []
    })
    return [...changes, ...this.appended(missing)]
  }

  /** Whether a merge (`<<`) can bring the key. */
  private mayMerge(key: string): boolean {
    const { root, nodes } = this.document
    return root.byKey.has('<<') && nodes.some((node) => node.kind === 'mapping' && node.byKey.has(key))
  }

  private change(entry: MappingEntry, desired: DesiredValue | undefined): Edit[] {
    const { key, value } = entry
    if (!desired) return [this.commentOut(entry, [])]
    // The value that an alias refers to may change as well.
    if (value.kind !== 'alias' && isEqualToDesired(value, desired)) return []
    const { start, end } = value
    const { source } = this.document
    const block = (value.kind === 'list' || value.kind === 'mapping') && !value.flow
    if (block || /[\r\n]/.test(source.slice(start, end)))
      return [this.commentOut(entry, writeEntry(key, desired))]
    const separator = /\s/.test(source[start - 1] ?? '') ? '' : ' '
    const style = value.kind === 'scalar' ? value.style : 'plain'
    return [{ start, end, text: separator + writeInline(desired, style) }]
  }

  /** Comments out the entry, or deletes it if the file has a commented sample of the key; adds `lines` after it. */
  private commentOut({ key, keyNode, value }: MappingEntry, lines: readonly string[]): Edit {
    const { source } = this.document
    const start = lineStart(source, keyNode.start)
    const end = lineEnd(source, value.end)
    const text = this.indented(lines)
    if (!this.samples.has(key)) {
      const comment = source.slice(start, end).replace(/^(?=.*\S)/gm, '# ')
      return { start, end, text: [comment, ...text].join(this.document.newline) }
    }
    if (text.length > 0) return { start, end, text: text.join(this.document.newline) }
    const newline = /^(?:\r\n|\r|\n)/.exec(source.slice(end))?.[0].length ?? 0
    return { start, end: end + newline, text: '' }
  }

  private appended(missing: readonly [key: string, value: DesiredValue][]): Edit[] {
    const last: string[] = []
    const edits = missing.flatMap(([key, value]) => {
      const sample = this.samples.get(key)
      if (sample) return [this.insertion(this.nextLine(sample.end), writeEntry(key, value))]
      last.push(...writeEntry(key, value))
      return []
    })
    if (last.length === 0) return edits
    const { source, bounds } = this.document
    const offset = appendOffset(this.document)
    const separator = offset === bounds.end && source.slice(bounds.start, offset).trim() ? [''] : []
    const head = source.includes(MARKER_START) ? [] : [...separator, MARKER]
    return [...edits, this.insertion(offset, [...head, ...last])]
  }

  /** Inserts whole lines. A text without a final newline stays without one. */
  private insertion(offset: number, lines: readonly string[]): Edit {
    const { source, newline } = this.document
    const text = this.indented(lines).join(newline)
    const isAtLineStart = offset === 0 || '\r\n\uFEFF'.includes(source[offset - 1] ?? '')
    return { start: offset, end: offset, text: isAtLineStart ? text + newline : newline + text }
  }

  private indented(lines: readonly string[]): string[] {
    return lines.map((line) => (line ? this.document.indent + line : line))
  }

  private nextLine(offset: number): number {
    const rest = /^[^\r\n]*(?:\r\n|\r|\n)?/.exec(this.document.source.slice(offset))
    return offset + (rest?.[0].length ?? 0)
  }
}

/** Throws if an alias in the rest of the file refers to a value that an edit replaces. */
function refuseSharedAnchors({ nodes }: VarsDocument, edits: readonly Edit[]): void {
  const edited = (offset: number) => edits.some(({ start, end }) => start <= offset && offset < end)
  for (const node of nodes) {
    if (node.kind === 'alias' && node.target && edited(node.target.start) && !edited(node.start))
      throw new VarsProblem('anchor-shared', node.line, node.anchor)
  }
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

function verify(before: VarsDocument, text: string, desired: readonly DesiredEntry[]): void {
  const after = parseEdited(text)
  const broken = desired.find(({ key, value, onlyIfPresent }) => {
    const entry = after?.root.byKey.get(key)
    return entry ? !value || !isEqualToDesired(entry.value, value) : !onlyIfPresent
  })
  if (after && !broken && untouchedEntries(before, desired) === untouchedEntries(after, desired)) return
  const { root } = before
  const line = (broken && root.byKey.get(broken.key)?.keyNode.line) ?? root.line
  throw new VarsProblem('not-editable', line, (after && broken?.key) ?? '')
}

function parseEdited(text: string): VarsDocument | undefined {
  try {
    return readVars(text)
  } catch (problem) {
    if (problem instanceof VarsProblem) return undefined
    throw problem
  }
}

/** All other entries, for comparison. Equal sources have equal meaning, since all anchors in use are preserved. */
function untouchedEntries({ source, root }: VarsDocument, desired: readonly DesiredEntry[]): string {
  const desiredKeys = new Set(desired.map(({ key }) => key))
  const rest = root.entries.filter(({ key }) => !desiredKeys.has(key))
  return JSON.stringify(
    rest.map(({ keyNode, value }) => [
      source.slice(keyNode.start, value.end),
      // The trailing blank lines of `|+` are not part of the node.
      value.kind === 'scalar' && value.text,
    ]),
  )
}
