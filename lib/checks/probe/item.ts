/**
 * What a subject asks of a host: a section of the one probe (`probe.ts`), and how its text is read. The fact sheet is
 * those texts by name, as they came; who reads one gets undefined where it did not come whole, and says "unknown".
 */

/** Files are read by one process for all sections. */
interface FilesItem {
  /**
   * Words of the shell: absolute paths, wildcards, `"$kernel"` for the kernel's release. The text is a line
   * for each line of theirs: path, tab, line. Files that are not there have none.
   */
  readonly files: string
  /** Only lines that this matches: an extended regular expression without intervals or classes (old mawk has none). */
  readonly match?: string
}

/** A process of its own, which on a host is what costs most. */
interface CommandItem {
  /** One command that prints the text. */
  readonly command: string
}

/** No process but those that it starts. */
interface ScriptItem {
  /**
   * POSIX sh that says the text, each line by `tell LINE`; `$package` is the package's folder on the taskbox, else
   * empty. All scripts share one shell: what they set stays set.
   */
  readonly script: string
}

export type ProbeItem<Facts> = (FilesItem | CommandItem | ScriptItem) & {
  /** One word, unique. */
  readonly name: string
  /** Asked before or after all others, even before files are read. */
  readonly place?: 'first' | 'last'
  /** Asked on the taskbox alone. */
  readonly onlyTaskbox?: boolean
  /** Tolerant, since the text is a stranger's; undefined: it does not tell. */
  readonly read: (text: string) => Facts | undefined
}

/** Sections that came whole, by name. */
export type ProbeResult = ReadonlyMap<string, string>

/** A section's facts; undefined where the host did not tell. */
export function factsOf<Facts>(sheet: ProbeResult, section: ProbeItem<Facts>): Facts | undefined {
  const text = sheet.get(section.name)
  return text === undefined ? undefined : section.read(text)
}

/** The lines of a section of files, by path; each only that has any. */
export function fileLines(text: string): Map<string, string[]> {
  const files = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const tab = line.indexOf('\t')
    if (tab < 0) continue
    const path = line.slice(0, tab)
    const lines = files.get(path)
    if (lines) lines.push(line.slice(tab + 1))
    else files.set(path, [line.slice(tab + 1)])
  }
  return files
}

/** The first line of a section of files, whichever of them has any. */
export const firstLine = (text: string): string | undefined => [...fileLines(text).values()][0]?.[0]

/** A whole number, as it is printed. */
export const parseCount = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined

export const nonZero = (number: number | undefined): number | undefined => (number === 0 ? undefined : number)

/** One word, such as a host's name. */
export const parseWord = (text: string | undefined): string | undefined =>
  text !== undefined && /^\S{1,255}$/.test(text) ? text : undefined

/** A list that is empty says nothing. */
export const nonEmpty = <Fact>(facts: Fact[]): Fact[] | undefined => (facts.length > 0 ? facts : undefined)
