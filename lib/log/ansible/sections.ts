/**
 * Values that a callback prints as text after the JSON of a result: `MSG:`, `STDOUT:` and the like of the debug callback,
 * and `stderr: …`, `stdout: …`, `msg: …` of Ansible 1.9. Nothing marks their end, and an output may contain their titles.
 */

const TITLES: Readonly<Record<string, string>> = {
  'STDOUT:': 'stdout',
  'STDERR:': 'stderr',
  'MSG:': 'msg',
  'MODULE_STDOUT:': 'module_stdout',
  'MODULE_STDERR:': 'module_stderr',
}

/** Whether a line is the title of a section of the debug callback. */
export const isSectionTitle = (line: string): boolean => TITLES[line] !== undefined

/** The first line of a value as Ansible 1.9 prints it, in this order. */
const OLD_TITLE = /^(stderr|stdout|msg): /

export const isOldTitle = (line: string): boolean => OLD_TITLE.test(line)

/** Extracts the values from the lines after the JSON. */
export function parseSections(lines: readonly string[]): Map<string, string> {
  const first = lines.find((line) => line !== '') ?? ''
  return isSectionTitle(first) ? parseTitled(lines) : parseOld(lines)
}

/**
 * The callback prints standard output, error, then the message. Standard output may contain any title, so that the last
 * message and the last standard error before it are the real ones.
 */
function parseTitled(lines: readonly string[]): Map<string, string> {
  const isTitle = (at: number, title: string) => lines[at] === title && !lines[at - 1] && !lines[at + 1]
  const last = (title: string, before: number) => {
    for (let at = before - 1; at >= 0; at--) if (isTitle(at, title)) return at
    return -1
  }
  const message = last('MSG:', lines.length)
  const error = last('STDERR:', message < 0 ? lines.length : message)
  const output = lines.indexOf('STDOUT:')
  const starts: [at: number, key: string][] = []
  if (output >= 0 && (error < 0 || output < error) && (message < 0 || output < message))
    starts.push([output, 'stdout'])
  if (error >= 0) starts.push([error, 'stderr'])
  if (message >= 0) starts.push([message, 'msg'])
  for (const title of ['MODULE_STDOUT:', 'MODULE_STDERR:']) {
    const at = last(title, lines.length)
    if (at > message) starts.push([at, TITLES[title] ?? ''])
  }
  return valuesOf(lines, starts, 1)
}

function parseOld(lines: readonly string[]): Map<string, string> {
  const starts: [at: number, key: string][] = []
  const seen = new Set<string>()
  for (const [at, line] of lines.entries()) {
    const key = OLD_TITLE.exec(line)?.[1]
    if (key === undefined || seen.has(key)) continue
    seen.add(key)
    starts.push([at, key])
  }
  return valuesOf(lines, starts, 0)
}

/** @param skipped lines of the title */
function valuesOf(
  lines: readonly string[],
  starts: readonly [at: number, key: string][],
  skipped: number,
): Map<string, string> {
  const found = new Map<string, string>()
  for (const [index, [at, key]] of starts.entries()) {
    const text = lines.slice(at + skipped, starts[index + 1]?.[0]).join('\n')
    found.set(key, (skipped > 0 ? text : text.slice(key.length + 2)).trim())
  }
  return found
}
