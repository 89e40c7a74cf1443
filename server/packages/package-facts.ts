/** Reads the facts that identify a package's release from folders on the taskbox: which files and keys exist. */
import type { Installer, PackageFacts } from '@/lib/installers/installer'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'

const DEADLINE_MS = 30_000
/** Folders per command, since the length of a command is limited. */
const BATCH = 20
/** Limits: bytes of a file that are searched for keys, lines that are returned, and bytes of each line. */
const MAX_FILE_BYTES = 1_000_000
const MAX_LINES = 50
const MAX_LINE_BYTES = 300

/** The facts of each folder that is readable, by its path. */
export async function readPackageFacts(
  machine: Machine,
  folders: readonly string[],
  installers: readonly Installer[],
): Promise<Map<string, PackageFacts>> {
  const facts = new Map<string, PackageFacts>()
  for (let start = 0; start < folders.length; start += BATCH) {
    const batch = folders.slice(start, start + BATCH)
    const script = `${probeFunction(installers)}
for folder in ${batch.map(quote).join(' ')}; do probe "$folder"; done`
    const { stdout } = await machine.exec(script, { deadlineMs: DEADLINE_MS, idempotent: true })
    for (const one of parseFacts(stdout.toString('utf8'))) facts.set(one.requested, one.facts)
  }
  return facts
}

/**
 * sh: `probe FOLDER` prints fields that end with NUL: `folder` with the requested folder, its path and its resolved
 * path; then `file` with each file that exists, and `line` with each line of a key and its file.
 */
function probeFunction(installers: readonly Installer[]): string {
  const required = installers.flatMap(({ requiredFiles }) => requiredFiles)
  const files = installers.flatMap(({ detectionSources }) => detectionSources.files)
  const keys = installers.flatMap(({ detectionSources }) => [...detectionSources.keys])
  const searches = keys.map(([path, names]) => `search ${quote(path)} ${quote(keyPattern(names))}`)
  return `export LC_ALL=C
search() {
  [ -f "$1" ] && head -c ${MAX_FILE_BYTES} -- "$1" | tr -d '\\000' | grep -E "$2" | head -n ${MAX_LINES} | cut -b 1-${MAX_LINE_BYTES} |
  while IFS= read -r found; do printf 'line\\0%s\\0%s\\0' "$1" "$found"; done
}
probe() (
  cd -- "$1" 2>/dev/null && [ -r . ] || exit 0
  printf 'folder\\0%s\\0%s\\0%s\\0' "$1" "$(pwd)" "$(pwd -P)"
  for file in ${[...new Set([...required, ...files])].map(quote).join(' ')}; do
    [ ! -e "$file" ] || printf 'file\\0%s\\0' "$file"
  done
  ${searches.join('\n  ')}
)`
}

/** A key at the start of a line, commented or not. */
function keyPattern(names: readonly string[]): string {
  return `^[[:blank:]]*(#+[[:blank:]]*)?(${names.join('|')})[[:blank:]]*:`
}

const FIELDS: Readonly<Record<string, number>> = { folder: 3, file: 1, line: 2 }

function* parseFacts(text: string): Generator<{ requested: string; facts: PackageFacts }> {
  const tokens = text.split('\0')
  let current: { requested: string; folders: string[]; files: Set<string>; keys: KeyMap } | undefined
  for (let at = 0; at < tokens.length; ) {
    const word = tokens[at] ?? ''
    const [first = '', second = '', third = ''] = tokens.slice(at + 1, at + 4)
    at += 1 + (FIELDS[word] ?? 0)
    if (word === 'folder') {
      if (current) yield { requested: current.requested, facts: current }
      current = { requested: first, folders: [second, third], files: new Set(), keys: new Map() }
    } else if (word === 'file') current?.files.add(first)
    else if (word === 'line' && current) addKey(current.keys, first, second)
  }
  if (current) yield { requested: current.requested, facts: current }
}

type KeyMap = Map<string, Map<string, string | undefined>>

/** The first line that is not a comment counts. */
function addKey(keys: KeyMap, path: string, line: string): void {
  const text = line.trim()
  const isComment = text.startsWith('#')
  const [, key, value = ''] = /^([\w-]+)\s*:(.*)$/.exec(text.replace(/^[#\s]+/, '')) ?? []
  if (key === undefined) return
  const known = keys.get(path) ?? new Map<string, string | undefined>()
  keys.set(path, known)
  if (known.get(key) === undefined) known.set(key, isComment ? undefined : scalarText(value.trim()))
}

/** The text of a scalar on one line, without its quotes and the comment after it. */
function scalarText(value: string): string {
  const [, double, single] = /^(?:(?:"([^"]*)"|'([^']*)')\s*(?:#.*)?$)/.exec(value) ?? []
  const comment = value.startsWith('#') ? 0 : value.search(/\s#/)
  return double ?? single ?? (comment < 0 ? value : value.slice(0, comment).trimEnd())
}
