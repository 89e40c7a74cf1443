/** Detects the prefixes of a log in its beginning. */

import { type AnchorKind, findAnchor } from './anchors'
import { leadingParts, PrefixShape, sourceOf } from './prefix-shape'
import { Prefixes } from './prefixes'

/**
 * A pipeline adds `outer` to every line, and a program within it may add `inner` to some: a container's time to each line,
 * and Ansible's own log to the first line of each message.
 */
export interface DetectedPrefixes {
  outer: Prefixes
  inner: Prefixes
}

/** The share of lines that have a prefix of every line. */
const EVERY_LINE = 0.9

export function detectPrefixes(lines: readonly string[]): DetectedPrefixes {
  const outer = new Prefixes()
  const inner = new Prefixes()
  for (const prefixes of withoutNested(groupBySource(prefixesOf(lines)))) {
    const parts = leadingParts(prefixes[0] ?? '')
    const part = parts.findIndex((one) => isOnEveryLine(one, lines))
    for (const prefix of prefixes) {
      const whole = part < 0 ? '' : (leadingParts(prefix)[part] ?? '')
      if (whole !== '') outer.learn(whole)
      if (whole !== prefix) inner.learn(prefix.slice(whole.length))
    }
  }
  return { outer, inner }
}

/** Leaves out prefixes that begin with another one: text in a result of Ansible, or a second prefix, which is learned later. */
function withoutNested(groups: readonly string[][]): string[][] {
  const shapes = groups.map(([first = '', ...others]) => {
    const shape = new PrefixShape(first)
    for (const prefix of others) shape.learn(prefix)
    return shape
  })
  return groups.filter(([example = ''], at) => {
    const line = `${example}x`
    return !shapes.some((shape, other) => {
      const match = other === at ? undefined : shape.match(line)
      return match?.stream !== undefined && match.text.length > 1
    })
  })
}

function isOnEveryLine(part: string, lines: readonly string[]): boolean {
  const shape = new PrefixShape(part)
  const printed = lines.filter((line) => line.trim() !== '')
  return printed.filter((line) => shape.match(line)).length >= EVERY_LINE * printed.length
}

/**
 * What stands before the lines of Ansible. Empty if some banners have no prefix: text in a result may look like one, so
 * that only the lines before it can decide.
 */
function prefixesOf(lines: readonly string[]): string[] {
  const found = lines.flatMap((line) => {
    const anchor = findAnchor(line)
    return anchor ? [{ kind: anchor.kind, prefix: line.slice(0, anchor.at) }] : []
  })
  for (const kind of ['banner', 'result', 'row', 'notice'] satisfies AnchorKind[]) {
    const prefixes = withoutIndented(
      found.filter((anchor) => anchor.kind === kind).map(({ prefix }) => prefix),
    )
    if (prefixes.includes('')) return []
    if (prefixes.length > 0) return kind === 'banner' ? [...prefixes] : mostFrequent(prefixes)
  }
  return []
}

/** Beside lines with a prefix, indented ones are text in a result. */
function withoutIndented(prefixes: readonly string[]): readonly string[] {
  const visible = prefixes.filter((prefix) => prefix.trim() !== '')
  return visible.length > 0 && !prefixes.includes('') ? visible : prefixes
}

function groupBySource(prefixes: readonly string[]): string[][] {
  const groups = new Map<string, string[]>()
  for (const prefix of prefixes) {
    const source = sourceOf(prefix)
    const group = groups.get(source)
    if (group) group.push(prefix)
    else groups.set(source, [prefix])
  }
  return [...groups.values()]
}

/** Those of the most frequent form, and of forms that are at least half as frequent. */
function mostFrequent(prefixes: readonly string[]): string[] {
  const groups = groupBySource(prefixes)
  const most = Math.max(...groups.map(({ length }) => length))
  return groups.filter(({ length }) => 2 * length >= most).flat()
}
