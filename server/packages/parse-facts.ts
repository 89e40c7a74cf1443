/** Parses the output of the probe in `package-facts.ts`. */
import type { PackageFacts } from '@/lib/installers/installer'

/** The number of fields after each word. */
const FIELDS: Readonly<Record<string, number>> = { folder: 3, file: 1, excerpts: 2 }

/** The facts of each folder, with the path that was requested. */
export function* parseFacts(text: string): Generator<{ requested: string; facts: PackageFacts }> {
  const tokens = text.split('\0')
  let current: FolderFacts | undefined
  for (let at = 0; at < tokens.length; ) {
    const word = tokens[at] ?? ''
    const [first = '', second = '', third = ''] = tokens.slice(at + 1, at + 4)
    at += 1 + (FIELDS[word] ?? 0)
    if (word === 'folder') {
      if (current) yield { requested: current.requested, facts: current }
      current = new FolderFacts(first, [second, third])
    } else if (word === 'file') current?.files.add(first)
    else if (word === 'excerpts') current?.addExcerpts(first, second)
  }
  if (current) yield { requested: current.requested, facts: current }
}

class FolderFacts implements PackageFacts {
  readonly files = new Set<string>()
  readonly keys = new Map<string, Map<string, string | undefined>>()
  readonly lines = new Map<string, string[]>()
  readonly blocks = new Map<string, Map<string, string>>()

  constructor(
    readonly requested: string,
    readonly folders: readonly string[],
  ) {}

  addExcerpts(path: string, text: string): void {
    for (const [, kind, content = ''] of text.matchAll(/^(line|match|block) (.*)$/gm)) {
      if (kind === 'line') this.addKey(path, content)
      else if (kind === 'match') entryOf(this.lines, path, () => []).push(content.trim())
      else this.addBlockLine(path, content)
    }
  }

  /** The first line that is not a comment counts. */
  private addKey(path: string, line: string): void {
    const text = line.trim()
    const isComment = text.startsWith('#')
    const [, key, value = ''] = /^([\w-]+)\s*:(.*)$/.exec(text.replace(/^[#\s]+/, '')) ?? []
    if (key === undefined) return
    const known = entryOf(this.keys, path, () => new Map<string, string | undefined>())
    if (known.get(key) === undefined) known.set(key, isComment ? undefined : scalarText(value.trim()))
  }

  private addBlockLine(path: string, content: string): void {
    const [, key = '', line = ''] = /^(\S+) (.*)$/.exec(content) ?? []
    const blocks = entryOf(this.blocks, path, () => new Map<string, string>())
    blocks.set(key, `${blocks.get(key) ?? ''}${line}\n`)
  }
}

function entryOf<V>(map: Map<string, V>, key: string, create: () => V): V {
  const value = map.get(key) ?? create()
  map.set(key, value)
  return value
}

/** The text of a scalar on one line, without its quotes and the comment after it. */
function scalarText(value: string): string {
  const [, double, single] = /^(?:(?:"([^"]*)"|'([^']*)')\s*(?:#.*)?$)/.exec(value) ?? []
  const comment = value.startsWith('#') ? 0 : value.search(/\s#/)
  return double ?? single ?? (comment < 0 ? value : value.slice(0, comment).trimEnd())
}
