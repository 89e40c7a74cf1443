/**
 * Builds the probe: one read-only POSIX sh script per host, composed of the items of the selected checks. It uses only
 * what a minimal CentOS 7, Ubuntu 16.04, Debian or busybox has. It writes no file (here-documents do) and starts few
 * processes, since many hosts may share few cores.
 *
 * Each item follows a marker line with a nonce, its length and the name of the previous item. The parser (`result.ts`)
 * can therefore reject output of login scripts and truncated items.
 */

import type { ProbeContext } from '../check-context'
import type { Check } from '../define-check'
import type { ProbeItem } from './item'
import { SYSTEM } from './system'
import { USER } from './user'

/** Longer items are not printed. */
const MAX_FILES_BYTES = 65_536

/** Items that evaluation always needs: the user and the operating system. */
const COMMON_ITEMS: readonly ProbeItem<unknown>[] = [USER, SYSTEM]

/**
 * Builds the script for some checks. It expects these shell variables: `nonce` (one word), `package` (the package
 * folder on the taskbox, else empty) and those of `variablesFor`. Its exit status is always 0.
 */
export function buildProbe(checks: readonly Pick<Check, 'probeItems'>[]): string {
  const items = [...new Set([...COMMON_ITEMS, ...checks.flatMap((check) => check.probeItems)])]
  const runItemsAt = (position: ProbeItem<unknown>['position']) =>
    items.filter((item) => item.position === position).map(runItem)
  const parts = [runItemsAt('first'), readFiles(items), runItemsAt(undefined), runItemsAt('last')]
  return `${PROLOGUE}${parts.flat().join('')}emit_item end ''\nexit 0\n`
}

/** Shell variables of the checks, by name. */
export const variablesFor = (checks: readonly Check[], context: ProbeContext): Record<string, string> =>
  Object.assign({}, ...checks.map((check) => check.variables?.(context) ?? {}))

const PROLOGUE = `LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export LC_ALL PATH kernel
exec 2>/dev/null </dev/null

last=begin newline='
'
# Prints an item after its marker line.
emit_item() {
  printf '\\n%s %s %s bytes after %s\\n%s' "$nonce" "$1" "\${#2}" "$last" "$2"
  last=$1
}
# Appends a line to the current item.
emit() { text=$text\${text:+$newline}$1; }
# Runs a command with a timeout in seconds, if the system supports it.
with_timeout() {
  if command -v timeout >/dev/null; then timeout -s KILL "$@"; else shift; "$@"; fi
}
read -r kernel </proc/sys/kernel/osrelease
`

/**
 * Reads the files of all items in one awk process. It skips unreadable files and drops items that are too long.
 * An old mawk exits if a read fails midway, so items must not name files that can disappear.
 */
const FILE_READER = `
function emit() {
  if (name == "") return
  printf "\\n%s %s %s bytes after %s\\n", ARGV[1], name, long ? "long" : length(text), last
  last = name
  if (!long) printf "%s", text
}
BEGIN {
  last = ARGV[2]
  for (at = 3; at < ARGC; at++) {
    path = ARGV[at]
    if (path == "--") {
      emit()
      name = ARGV[++at]; wanted = ARGV[++at]; text = ""; long = 0
      continue
    }
    while (!long && (getline line < path) > 0) {
      if (wanted != "" && line !~ wanted) continue
      if (length(text) + length(path) + length(line) > ${MAX_FILES_BYTES}) long = 1
      else text = text (text == "" ? "" : "\\n") path "\\t" line
    }
    close(path)
  }
  emit()
  exit
}`

function readFiles(items: readonly ProbeItem<unknown>[]): string {
  const words = items.flatMap((item) =>
    'files' in item ? [` \\\n  -- ${item.name} '${item.match ?? ''}' ${item.files}`] : [],
  )
  const last = items.filter((item) => 'files' in item).at(-1)
  return last ? `awk '${FILE_READER}' "$nonce" "$last"${words.join('')}\nlast=${last.name}\n` : ''
}

function runItem(item: ProbeItem<unknown>): string {
  if ('files' in item) return ''
  const { name, onlyTaskbox } = item
  const unless = onlyTaskbox ? '[ -z "$package" ] || ' : ''
  if ('command' in item) return `${unless}emit_item ${name} "$(${item.command})"\n`
  const script = `probe_${name}() {\n${item.script.trim()}\n}\n`
  return `${script}text=\n${unless}probe_${name}\n${unless}emit_item ${name} "$text"\n`
}
