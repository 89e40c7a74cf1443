/** What a run as a whole tells: an interruption, failures that are not in the log, the installer's own words. */

import { type FailedTask, realFailures } from '@/lib/run/progress/progress'
import type { Diagnosis } from './diagnosis'
import { type FailedLine, type LogRun, reportedStatements } from './log-run'

/** Findings that no pattern of a line describes. Their texts are with those of the signatures. */
export const RUN_FINDINGS = ['an-interrupted', 'log-partial'] as const

const MAX_FINDINGS = 50

/** The interruption of the last run, and the hosts whose failures are not in the log. */
export function runFindings(runs: readonly LogRun[]): Diagnosis[] {
  const { interruptedAt, lastTask } = runs.at(-1) ?? {}
  const interrupted: Diagnosis[] =
    interruptedAt === undefined
      ? []
      : [{ id: 'an-interrupted', host: '', task: lastTask?.task ?? '', line: interruptedAt }]
  const incomplete = new Map(runs.flatMap((run) => run.incomplete.map(({ host, line }) => [host, line])))
  const partial = [...incomplete].map(([host, line]) => ({ id: 'log-partial', host, task: '', line }))
  return [...interrupted, ...partial.slice(0, MAX_FINDINGS)]
}

/**
 * Ansible's own errors, and what the installer said after the last recap if nothing else failed. They belong to no host.
 * @param failures of the tasks of the last run
 */
export function failedLines(runs: readonly LogRun[], failures: readonly FailedTask[]): FailedTask[] {
  const last = runs.at(-1)
  const errors = runs.flatMap(({ error }) => error ?? [])
  const isClean = last && !last.error && last.incomplete.length === 0 && realFailures(failures).length === 0
  return [...errors, ...(isClean ? reportedStatements(last) : [])].map(asFailure)
}

/** Whether a failure without a host is an error of Ansible's own, rather than the installer's. */
export const isAnsibleError = (message: string): boolean => /^(?:ERROR!|\[ERROR\]:) /.test(message)

const asFailure = ({ line, text }: FailedLine): FailedTask => ({
  host: '',
  play: '',
  task: '',
  line,
  message: text,
  ignored: false,
  rescued: false,
})
