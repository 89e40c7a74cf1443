/** Summary of a whole log: what ran, each host's counters, which tasks failed and why (docs/cluster-file.md). */

import { installers } from '@/lib/installers/registry'
import type { FailedTask, HostProgress, Progress } from '@/lib/run/progress/progress'
import { realFailures } from '@/lib/run/progress/progress'
import type { Diagnosis } from './diagnosis'
import type { LogReducer } from './log-reducer'
import { findSignature } from './signatures'

/** `unfinished`: a playbook run has no recap; `unknown`: no output of Ansible or of an installer was found. */
export const LOG_OUTCOMES = ['succeeded', 'failed', 'unfinished', 'unknown'] as const
export type LogOutcome = (typeof LOG_OUTCOMES)[number]

export interface Explanation {
  plays: number
  tasks: number
  recaps: number
  hosts: Record<string, HostProgress['counters']>
  failures: FailedTask[]
  /** `check` is the check that finds the same problem before an install. */
  diagnosis: (Diagnosis & { check?: string })[]
  /** Hosts whose recap differs from their result lines. */
  recapDiffers: string[]
  outcome: LogOutcome
}

/** Summarizes a log. @param log a reducer that has consumed the whole log */
export function explain(log: LogReducer): Explanation {
  const { totals, hosts, failures, recapDiffers } = log.view
  const diagnosis = log.diagnosis()
  return {
    plays: totals.plays,
    tasks: totals.tasks,
    recaps: log.recaps,
    hosts: Object.fromEntries(Object.entries(hosts).map(([name, { counters }]) => [name, counters])),
    failures: [...failures, ...ansibleError(log)],
    diagnosis: diagnosis.map((found) => withCheck(found)),
    recapDiffers,
    outcome: outcomeOf(log, diagnosis),
  }
}

/** An error of Ansible itself belongs to no host and no task. */
function ansibleError({ error }: LogReducer): FailedTask[] {
  if (!error) return []
  const { line, text } = error
  return [{ host: '', play: '', task: '', line, message: text, ignored: false, rescued: false }]
}

function withCheck(found: Diagnosis): Diagnosis & { check?: string } {
  const check = findSignature(found.id)?.check
  return check ? { ...found, check } : found
}

/** A log succeeded only if every playbook run ended without a real failure, whatever banners it contains. */
function outcomeOf(log: LogReducer, diagnosis: readonly Diagnosis[]): LogOutcome {
  const { failures, totals } = log.view
  if (realFailures(failures).length > 0 || log.error || isFailedByRecap(log.view)) return 'failed'
  if (log.hasOpenPlaybook) return 'unfinished'
  if (log.recaps > 0) return 'succeeded'
  if (installers.some((installer) => installer.outcome(log.tail, 0).result === 'succeeded'))
    return 'succeeded'
  if (diagnosis.length > 0) return 'failed'
  return totals.plays > 0 ? 'unfinished' : 'unknown'
}

/** A recap may count failures whose lines are missing, as in a log without its beginning. */
const isFailedByRecap = ({ hosts, recapDiffers }: Progress): boolean =>
  recapDiffers.some((name) => {
    const counters = hosts[name]?.counters
    return counters !== undefined && counters.failed + counters.unreachable > 0
  })
