/**
 * A signature of a known failure. A pattern is applied to one line, or to a whole module result. No pattern may match the
 * sample of another signature (tested), and every gap is bounded, so that no pattern backtracks in a long line. Causes
 * and remedies are in lib/messages: `signatures.<id>.cause` and `.remedy`. Sources: the installers' FAQ, public issues.
 */
export interface Signature {
  readonly id: string
  /** Every text that the pattern matches contains one of these, which are searched first. */
  readonly keywords: readonly string[]
  /**
   * Its named groups are facts of the match. The result of a failed task is preceded by a line `FAILED: <task>`, so that a
   * pattern can require the name of the task; a retry reads `FAILED - RETRYING: <task> (<n> retries left).`.
   */
  readonly pattern: RegExp
  /** The check that finds the same problem before the install. */
  readonly check?: string
  /** Reads further facts. Without all facts, the texts that name none are shown. */
  readonly facts?: FactReader
  /** Explains nothing by itself; shown only if nothing else is known. */
  readonly isHarmless?: true
  /** Shown only if no other signature explains the same failure. */
  readonly isVague?: true
  /** Counts only in the result of a failed task, since successful runs print the same text. */
  readonly isInResult?: true
  /** In the installer's own output, it means that Ansible could not be prepared. Ansible's start disproves it. */
  readonly preventsAnsible?: true
}

/** What the texts name: `{ url: 'https://dl.k8s.io/…', server: 'dl.k8s.io', setting: 'dl_k8s_io_url' }`. */
export type Facts = Readonly<Record<string, string>>

/**
 * @param text the line or module result
 * @param shownUrl the URL that a `debug` task showed last for this host
 */
export type FactReader = (text: string, shownUrl: string | undefined) => Facts | undefined
