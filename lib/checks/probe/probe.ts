/**
 * The one probe that is run on a host, put together from the sections of some checks: POSIX sh, read-only, with
 * nothing beyond what a minimal CentOS 7, Ubuntu 16.04 or Debian has (and busybox). It writes no file (a here-document
 * is one), and starts few processes, since many hosts may share few cores. It reports raw facts, each section under a
 * marker line that begins with a nonce and tells its length and what came before, so that neither what a login script prints nor what was
 * cut off can be taken for an answer; `sheet.ts` takes it apart.
 */

import type { ProbeContext } from '../check-context'
import type { Check } from '../define-check'
import type { ProbeItem } from './item'
import { SYSTEM } from './system'
import { USER } from './user'

/** A section of files that is longer is not told: bytes. */
const MAX_FILES_BYTES = 65_536

/** What every judgement may want: the family of the system, and whether root asked. */
const COMMON_ITEMS: readonly ProbeItem<unknown>[] = [USER, SYSTEM]

/**
 * The script for some checks. Wants `nonce` set, to one word, and `package`: on the taskbox the package's folder, else
 * empty; and the checks' own variables (`variablesFor`). Exits with 0 whatever it finds.
 */
export function buildProbe(checks: readonly Pick<Check, 'sections'>[]): string {
  const sections = [...new Set([...COMMON_ITEMS, ...checks.flatMap((check) => check.sections)])]
  const itemsAt = (place: ProbeItem<unknown>['place']) =>
    sections.filter((section) => section.place === place).map(runItem)
  const parts = [itemsAt('first'), readFiles(sections), itemsAt(undefined), itemsAt('last')]
  return `${PROLOGUE}${parts.flat().join('')}say end ''\nexit 0\n`
}

/** Shell variables that some checks' scripts use, by name. */
export const variablesFor = (checks: readonly Check[], context: ProbeContext): Record<string, string> =>
  Object.assign({}, ...checks.map((check) => check.variables?.(context) ?? {}))

const PROLOGUE = `LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export LC_ALL PATH kernel
exec 2>/dev/null </dev/null

last=begin newline='
'
say() {
  printf '\\n%s %s %s bytes after %s\\n%s' "$nonce" "$1" "\${#2}" "$last" "$2"
  last=$1
}
# Adds a line to the text of the section that is asked.
tell() { text=$text\${text:+$newline}$1; }
# Ends a command after so many seconds, where the system can.
bounded() {
  if command -v timeout >/dev/null; then timeout -s KILL "$@"; else shift; "$@"; fi
}
read -r kernel </proc/sys/kernel/osrelease
`

/**
 * All files of all sections by one process. It passes over a file that it cannot open, and gives up a section that is
 * too long. An old mawk ends where reading fails half-way: what may vanish is no file for it.
 */
const FILE_READER = `
function tell() {
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
      tell()
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
  tell()
  exit
}`

function readFiles(sections: readonly ProbeItem<unknown>[]): string {
  const words = sections.flatMap((section) =>
    'files' in section ? [` \\\n  -- ${section.name} '${section.match ?? ''}' ${section.files}`] : [],
  )
  const last = sections.filter((section) => 'files' in section).at(-1)
  return last ? `awk '${FILE_READER}' "$nonce" "$last"${words.join('')}\nlast=${last.name}\n` : ''
}

function runItem(section: ProbeItem<unknown>): string {
  if ('files' in section) return ''
  const { name, onlyTaskbox } = section
  const unless = onlyTaskbox ? '[ -z "$package" ] || ' : ''
  if ('command' in section) return `${unless}say ${name} "$(${section.command})"\n`
  const asked = `ask_${name}() {\n${section.script.trim()}\n}\n`
  return `${asked}text=\n${unless}ask_${name}\n${unless}say ${name} "$text"\n`
}
