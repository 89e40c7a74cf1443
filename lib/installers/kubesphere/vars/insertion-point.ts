/**
 * Where a missing key is added to a settings file: after its commented sample, else at the end below a comment that names
 * Taskbox.
 */
import type { YamlNode } from '@/lib/yaml/tree'
import type { TextRange } from '../../installer'
import { lineStart, type VarsDocument } from './document'

export const MARKER = '# Added by Taskbox: settings that this file did not contain'

/** The start of every marker. Earlier versions of Taskbox wrote a different ending. */
export const MARKER_START = '# Added by Taskbox:'

/** A commented key with the comments below it that are indented further, or are list items. */
const SAMPLE =
  /^[ \t]*#+([ \t]*)([^\s#:'"]+)[ \t]*:(?=\s|$).*(?:(?:\r\n|\r|\n)[ \t]*#+\1(?:[ \t]+|- )\S.*)*/gm

/** The commented samples of top-level keys between entries. Of several samples of one key, the last counts. */
export function findSamples({ source, root, bounds }: VarsDocument): Map<string, TextRange> {
  const samples = new Map<string, TextRange>()
  let next = 0
  for (const match of source.matchAll(SAMPLE)) {
    const span = { start: match.index, end: match.index + match[0].length }
    while ((root.entries[next]?.value.end ?? Infinity) <= span.start) next += 1
    const insideEntry = (root.entries[next]?.keyNode.start ?? Infinity) < span.start
    const insideDocument = span.start >= bounds.start && span.end <= bounds.end
    if (!insideEntry && insideDocument) samples.set(match[2] ?? '', span)
  }
  return samples
}

/** The offset where keys without a sample are added. Text after a block scalar could become part of the scalar. */
export function appendOffset({ source, root, bounds: { end } }: VarsDocument): number {
  const last = root.entries.at(-1)
  const open = last && endsInBlockScalar(last.value) && source.slice(last.value.end, end).trim() === ''
  return open ? lineStart(source, last.keyNode.start) : end
}

function endsInBlockScalar(node: YamlNode): boolean {
  if (node.kind === 'scalar') return node.style === 'block'
  if (node.kind === 'alias') return false
  const last = node.kind === 'list' ? node.items.at(-1) : node.entries.at(-1)?.value
  return last !== undefined && endsInBlockScalar(last)
}
