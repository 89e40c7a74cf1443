/**
 * A probe item is one piece of information that the probe (`probe.ts`) collects, and its parser. The probe result
 * contains the raw text of each item by name. If an item is missing or incomplete, `factsOf` returns undefined and the
 * checks that need it report "unknown".
 */

/** One process reads the files of all items. */
interface FilesItem {
  /**
   * Shell words: absolute paths, wildcards, `"$kernel"` for the kernel release. The item's text is one line per line
   * of a file: path, tab, line. Missing files add nothing.
   */
  readonly files: string
  /** Selects lines: an extended regular expression without intervals or classes, which old mawk lacks. */
  readonly match?: string
}

/** Starts a process, which is the most expensive part of a probe. */
interface CommandItem {
  /** One command that prints the item's text. */
  readonly command: string
}

/** Runs in the shell of the probe. */
interface ScriptItem {
  /**
   * POSIX sh that prints each line with `emit LINE`. `$package` is the package folder on the taskbox, else empty.
   * All scripts share one shell, so their variables persist.
   */
  readonly script: string
}

/** An item of the probe with the parser of its text. */
export type ProbeItem<Facts> = (FilesItem | CommandItem | ScriptItem) & {
  /** One word, unique. */
  readonly name: string
  /** Runs before or after all other items, including files. */
  readonly position?: 'first' | 'last'
  /** Collected on the taskbox only. */
  readonly onlyTaskbox?: boolean
  /** Must accept any text, since it is untrusted. Returns undefined if the text is unusable. */
  readonly parse: (text: string) => Facts | undefined
}

/** Text of each complete item, by name. */
export type ProbeResult = ReadonlyMap<string, string>

/** Parses an item of a probe result; undefined if it is missing or unusable. */
export function factsOf<Facts>(probe: ProbeResult, item: ProbeItem<Facts>): Facts | undefined {
  const text = probe.get(item.name)
  return text === undefined ? undefined : item.parse(text)
}

/** Lines of a files item, by path. Files without lines are not included. */
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

/** First line of a files item, of any of its files. */
export const firstLine = (text: string): string | undefined => [...fileLines(text).values()][0]?.[0]

/** Parses a non-negative integer. */
export const parseCount = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : undefined

/** Returns undefined for 0, where 0 means a failed reading. */
export const nonZero = (number: number | undefined): number | undefined => (number === 0 ? undefined : number)

/** Returns the text if it is one word of at most 255 characters, such as a host name. */
export const parseWord = (text: string | undefined): string | undefined =>
  text !== undefined && /^\S{1,255}$/.test(text) ? text : undefined

/** Returns undefined for an empty list. */
export const nonEmpty = <Fact>(facts: Fact[]): Fact[] | undefined => (facts.length > 0 ? facts : undefined)
