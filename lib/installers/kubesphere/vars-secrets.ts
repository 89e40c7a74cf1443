/** Where secrets stand in a vars.yml, whoever wrote it: values of all secret keys, those of other classes too. */
import type { Release, Span } from '../installer'
import { type Line, linesOf } from './vars-place'
import { VarsProblem } from './vars-problem'
import { readVars, type VarsNode } from './vars-tree'

/** Keys of vars.yml whose values are secrets. */
export function secretKeys(releases: readonly Release[]): ReadonlySet<string> {
  const parameters = releases.flatMap(({ storageClasses }) => storageClasses.flatMap((one) => one.parameters))
  return new Set(parameters.filter(({ kind }) => kind === 'secret').map(({ key }) => key))
}

/** Spans of the secrets, without their quotes; in a text that is no YAML, and in comments, told line by line. */
export function secretSpans(text: string, keys: ReadonlySet<string>): Span[] {
  try {
    const { root } = readVars(text)
    return [...(root ? within(root, keys) : []), ...byLine(text, keys, true)]
  } catch (problem) {
    if (problem instanceof VarsProblem) return byLine(text, keys, false)
    throw problem
  }
}

function within(node: VarsNode, keys: ReadonlySet<string>): Span[] {
  switch (node.kind) {
    case 'scalar':
    case 'alias':
      return []
    case 'list':
      return node.items.flatMap((item) => within(item, keys))
    case 'map':
      return node.entries.flatMap(({ key, keyNode, value }) => [
        ...within(keyNode, keys),
        ...(keys.has(key) ? spanOf(value) : within(value, keys)),
      ])
  }
}

function spanOf(node: VarsNode): Span[] {
  if (node.kind === 'alias') return spanOf(node.target)
  const span = node.kind === 'scalar' ? node.inner : { start: node.content, end: node.end }
  return span.end > span.start ? [span] : []
}

/** Rather too much than too little: the rest of the line, and all lines below that are further in or blank. */
function byLine(text: string, keys: ReadonlySet<string>, commentsOnly: boolean): Span[] {
  const named = new RegExp(`(?<![\\w-])(?:${[...keys].join('|')})['"]?\\s*[:=]\\s*['"]?`)
  const lines = linesOf(text, { start: 0, end: text.length })
  return lines.flatMap((line, index) => {
    const found = named.exec(line.text)
    if (!found || (commentsOnly && !line.text.slice(0, found.index).includes('#'))) return []
    const own = spanFrom(line, found.index + found[0].length)
    if (commentsOnly) return own
    const below = lines.slice(index + 1)
    const next = below.findIndex((one) => /^[^\s#]/.test(one.text))
    return [...own, ...(next < 0 ? below : below.slice(0, next)).flatMap((one) => spanFrom(one, 0))]
  })
}

function spanFrom({ start, text }: Line, from: number): Span[] {
  const length = text.trimEnd().length
  return length > from ? [{ start: start + from, end: start + length }] : []
}
