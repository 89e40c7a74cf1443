/**
 * A signature of a known failure. A pattern is applied to one line, or to a whole module result. No pattern may match the
 * sample of another signature (tested), and every gap is bounded, so that no pattern backtracks in a long line. Causes
 * and remedies are in lib/messages: `signatures.<id>.cause` and `.remedy`. Sources: the installers' FAQ, public issues.
 */
export interface Signature {
  readonly id: string
  /** Every text that the pattern matches contains one of these, which are searched first. */
  readonly keywords: readonly string[]
  readonly pattern: RegExp
  /** The check that finds the same problem before the install. */
  readonly check?: string
  /** Explains nothing by itself; shown only if nothing else is known. */
  readonly isHarmless?: true
  /** In the installer's own output, it means that Ansible could not be prepared. Ansible's start disproves it. */
  readonly preventsAnsible?: true
}
