/**
 * Where a key is added that does not stand in vars.yml, or only as a comment: right behind its commented sample, as
 * somebody would do it by hand who keeps the sample; else at the end, below a line that says where it comes from.
 */
import type { Span } from '../installer'
import type { Style, VarsDocument } from './vars-tree'

export const MARKER = '# Added by Taskbox: what this file did not say yet'

export interface Sample extends Span {
  key: string
  /** Quotes of the sample's value. */
  style: Style
}

export interface Line extends Span {
  /** Without the line's end; `end` lies behind it. */
  text: string
}

export function newlineOf(source: string): string {
  return /\r\n|\r|\n/.exec(source)?.[0] ?? '\n'
}

export function linesOf(source: string, { start, end }: Span): Line[] {
  const found = source.slice(start, end).matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)
  return Array.from(found, ([whole, text = ''], index) => ({ whole, text, index }))
    .reduce<Line[]>((lines, { whole, text }) => {
      const at = lines.at(-1)?.end ?? start
      lines.push({ text, start: at, end: at + whole.length })
      return lines
    }, [])
    .filter((line) => line.end > line.start)
}

const SAMPLE = /^\s*#+([ \t]*)(?!#)([^\s#:'"]+)[ \t]*:(?:[ \t]+(.*))?$/
const COMMENT = /^\s*#+([ \t]*)(.*)$/

/** All commented samples of top-level keys that stand between entries; of several of one key the last counts. */
export function samplesOf(document: VarsDocument): Map<string, Sample> {
  const lines = linesOf(document.source, document).filter(freeOf(document))
  const samples = new Map<string, Sample>()
  lines.forEach((line, index) => {
    const [whole, indent = '', key = '', value = ''] = SAMPLE.exec(line.text) ?? []
    if (whole === undefined) return
    const opens = /^(?:[|>&!].*|#.*)?$/.test(value.trim())
    const end = opens ? childrenEnd(lines, index, indent.length) : line.end
    samples.set(key, { key, start: line.start, end, style: styleOf(value) })
  })
  return samples
}

/** Lines that lie in no entry: nothing in a value may be taken for a comment. */
function freeOf({ root }: VarsDocument): (line: Line) => boolean {
  const spans = (root?.entries ?? []).map(({ keyNode, value }) => ({ start: keyNode.start, end: value.end }))
  let at = 0
  return (line) => {
    if (root?.flow) return false
    for (let span = spans[at]; span && span.end <= line.start; span = spans[at]) at += 1
    const span = spans[at]
    return !span || line.end <= span.start
  }
}

/** The sample's children: comments right below that are further in, or items of a list. */
function childrenEnd(lines: readonly Line[], index: number, indent: number): number {
  let last = index
  for (let next = index + 1; next < lines.length; next += 1) {
    const line = lines[next]
    const [, inner = '', text = ''] = COMMENT.exec(line?.text ?? '') ?? []
    const child = text !== '' && (inner.length > indent || (inner.length === indent && text.startsWith('- ')))
    if (!child || line?.start !== lines[last]?.end) break
    last = next
  }
  return lines[last]?.end ?? 0
}

function styleOf(value: string): Style {
  if (value.startsWith('"')) return 'double'
  return value.startsWith("'") ? 'single' : 'plain'
}

/** Where keys without a sample go, and whether the marker stands there already. */
export function endPlace(document: VarsDocument): { offset: number; marked: boolean } {
  const { source, root, end } = document
  const lines = linesOf(source, document)
  const marker = lines.filter(freeOf(document)).findLastIndex(({ text }) => text.trim() === MARKER)
  const last = root?.entries.at(-1)
  const value = last?.value
  const open =
    value?.kind === 'scalar' && value.style === 'block' && source.slice(value.end, end).trim() === ''
  // Whatever follows a block scalar may belong to it: its last line's end, or all blank lines.
  if (last && open && (value.keeps || !/[\r\n]$/.test(source.slice(0, end)))) {
    const line = lines.find((one) => one.end > last.keyNode.start)
    return { offset: line?.start ?? end, marked: marker >= 0 }
  }
  return { offset: end, marked: marker >= 0 && lines.slice(-1)[0]?.text.trim() !== '' }
}
