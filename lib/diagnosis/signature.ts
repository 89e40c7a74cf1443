/**
 * A signature of a known failure. Its pattern is applied to one line, or to the values of a failed task's result. No pattern
 * may match the sample of another signature (tested), and every gap is bounded, so that no pattern backtracks in a long
 * line. Causes and remedies are in lib/messages: `signatures.<id>.cause` and `.remedy`. Sources: the installers' FAQ,
 * public issues.
 */
import type { ResultField } from '@/lib/log/ansible/event'

export interface Signature extends Rule {
  readonly id: string
  /** Every text that the pattern matches contains one of these, which are searched first. */
  readonly keywords: readonly string[]
  /** Other wordings, each with a scope of its own. Their keywords are among those above. */
  readonly also?: readonly Rule[]
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

export interface Rule {
  /**
   * Its named groups are facts of the match. The values of a failed task are preceded by a line `FAILED: <task>`, so that a
   * pattern can require the name of the task, and followed by `url: <url>`; a retry reads
   * `FAILED - RETRYING: <task> (<n> retries left).`.
   */
  readonly pattern: RegExp
  readonly scope?: Scope
}

/** Where a pattern may match. The words of a failure also stand in the texts of others. */
export interface Scope {
  /** The values that are searched. Default: those that state a reason; the output of a command if they match nothing. */
  readonly fields?: readonly ResultField[]
  /** What the command of the task must match. Lines and results without a command do not. */
  readonly command?: RegExp
  /** What the command of the task must not match. */
  readonly exceptCommand?: RegExp
  /** What the exit status must match. Results without one pass, lines do not. */
  readonly rc?: RegExp
  /** What the text, or the reasons of the same failure, must not match. */
  readonly unless?: RegExp
}

/** What the texts name: `{ url: 'https://dl.k8s.io/…', server: 'dl.k8s.io', setting: 'dl_k8s_io_url' }`. */
export type Facts = Readonly<Record<string, string>>

/**
 * @param text the line or the values of the result
 * @param shownUrl the URL that a `debug` task showed last for this host
 */
export type FactReader = (text: string, shownUrl: string | undefined) => Facts | undefined
