/** Reads the facts that identify a package's release from folders on the taskbox: its files, and excerpts of them. */
import type { Installer, PackageFacts } from '@/lib/installers/installer'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { parseFacts } from './parse-facts'

const DEADLINE_MS = 30_000
/** Folders per command, since the length of a command is limited. */
const BATCH = 20
/** Limits: bytes of a file that are searched, lines that are returned, and bytes of each line. */
const MAX_FILE_BYTES = 1_000_000
const MAX_LINES = 50
const MAX_LINE_BYTES = 300
/** A block with more lines, or a longer line, is not returned: a part of it would look like the whole. */
const MAX_BLOCK_LINES = 600
const MAX_BLOCK_LINE_BYTES = 160

type Sources = Pick<Installer, 'requiredFiles' | 'detectionSources'>

/** The facts of each folder that is readable, by its path. */
export async function readPackageFacts(
  machine: Machine,
  folders: readonly string[],
  installers: readonly Sources[],
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
 * path; then `file` with each file that exists, and `excerpts` with each file that is searched and the output of
 * `EXCERPTS`.
 */
function probeFunction(installers: readonly Sources[]): string {
  const files = installers.flatMap((one) => [...one.requiredFiles, ...one.detectionSources.files])
  return `export LC_ALL=C
excerpts() {
  [ -f "$1" ] || return 0
  printf 'excerpts\\0%s\\0' "$1"
  head -c ${MAX_FILE_BYTES} -- "$1" | tr -d '\\000\\r' | keys=$2 pattern=$3 blocks=$4 awk '${EXCERPTS}'
  printf '\\0'
}
probe() (
  cd -- "$1" 2>/dev/null && [ -r . ] || exit 0
  printf 'folder\\0%s\\0%s\\0%s\\0' "$1" "$(pwd)" "$(pwd -P)"
  for file in ${[...new Set(files)].map(quote).join(' ')}; do
    [ ! -e "$file" ] || printf 'file\\0%s\\0' "$file"
  done
  ${searches(installers).join('\n  ')}
)`
}

/**
 * awk: prints the lines of keys (`line TEXT`), those that match a pattern (`match TEXT`), and the lines of blocks from a
 * top-level key to the next (`block KEY TEXT`), without comments.
 */
const EXCERPTS = `
BEGIN { keys = ENVIRON["keys"]; pattern = ENVIRON["pattern"]; blocks = " " ENVIRON["blocks"] " " }
keys != "" && $0 ~ keys && ++lines <= ${MAX_LINES} { print "line " substr($0, 1, ${MAX_LINE_BYTES}) }
pattern != "" && $0 ~ pattern && ++matches <= ${MAX_LINES} { print "match " substr($0, 1, ${MAX_LINE_BYTES}) }
/^[ \\t]*(#|$)/ { next }
/^[^ \\t-]/ || /^---/ { block = $0; sub(/:.*/, "", block); if (!index(blocks, " " block " ")) block = "" }
block != "" {
  if (++count[block] > ${MAX_BLOCK_LINES} || length($0) > ${MAX_BLOCK_LINE_BYTES}) tooLong[block] = 1
  else text[block, count[block]] = $0
}
END {
  for (name in count) if (!(name in tooLong))
    for (line = 1; line <= count[name]; line++) print "block " name " " text[name, line]
}
`

/** Commands that search each file once for all installers. */
function searches(installers: readonly Sources[]): string[] {
  const sources = installers.map(({ detectionSources }) => detectionSources)
  const merged = <V>(maps: readonly (ReadonlyMap<string, V> | undefined)[], path: string): V[] =>
    maps.flatMap((map) => map?.get(path) ?? [])
  const keys = sources.map((one) => one.keys)
  const lines = sources.map((one) => one.lines)
  const blocks = sources.map((one) => one.blocks)
  const paths = new Set([...keys, ...lines, ...blocks].flatMap((map) => [...(map?.keys() ?? [])]))
  return [...paths].map((path) => {
    const names = merged(keys, path).flat()
    const searched = [keyPattern(names), merged(lines, path).join('|'), merged(blocks, path).flat().join(' ')]
    return `excerpts ${[path, ...searched].map(quote).join(' ')}`
  })
}

/** A key at the start of a line, commented or not. */
function keyPattern(names: readonly string[]): string {
  return names.length === 0 ? '' : `^[ \t]*(#+[ \t]*)?(${names.join('|')})[ \t]*:`
}
