/** What a log says when it is over: what ran, each host's counters, what failed and why (docs/cluster-file.md). */
import type { Diagnosis, FailedTask, HostProgress, Progress } from '@/lib/contract/run'
import { installers } from '@/lib/installers/registry'
import type { LogFold } from './log-fold'
import { signatureOf } from './signatures'

/** `unfinished`: a playbook run has no recap; `unknown`: nothing of Ansible or of an installer was found. */
export const LOG_OUTCOMES = ['succeeded', 'failed', 'unfinished', 'unknown'] as const
export type LogOutcome = (typeof LOG_OUTCOMES)[number]

export interface Explanation {
  plays: number
  tasks: number
  recaps: number
  hosts: Record<string, HostProgress['counters']>
  failures: FailedTask[]
  /** `check` names the check that sees the same before an install. */
  diagnosis: (Diagnosis & { check?: string })[]
  /** Hosts whose recap counts otherwise than their result lines. */
  recapDiffers: string[]
  outcome: LogOutcome
}

/** Failures that stayed: not ignored by the playbook, and not rescued. */
export const unforgiven = (failures: readonly FailedTask[]): FailedTask[] =>
  failures.filter(({ ignored, rescued }) => !ignored && !rescued)

/** @param log a log that was read to its end */
export function explain(log: LogFold): Explanation {
  const { seen, hosts, failures, recapDiffers } = log.view
  const diagnosis = log.diagnosis()
  return {
    plays: seen.plays,
    tasks: seen.tasks,
    recaps: log.recaps,
    hosts: Object.fromEntries(Object.entries(hosts).map(([name, { counters }]) => [name, counters])),
    failures: [...failures, ...ownError(log)],
    diagnosis: diagnosis.map((found) => withCheck(found)),
    recapDiffers,
    outcome: outcomeOf(log, diagnosis),
  }
}

/** An error of Ansible's own belongs to no host and no task. */
function ownError({ error }: LogFold): FailedTask[] {
  if (!error) return []
  const { line, text } = error
  return [{ host: '', play: '', task: '', line, message: text, ignored: false, rescued: false }]
}

function withCheck(found: Diagnosis): Diagnosis & { check?: string } {
  const check = signatureOf(found.id)?.check
  return check ? { ...found, check } : found
}

/** Success is said only of what ended by itself and left no failure, whatever banners stand in between. */
function outcomeOf(log: LogFold, diagnosis: readonly Diagnosis[]): LogOutcome {
  const { failures, seen } = log.view
  if (unforgiven(failures).length > 0 || log.error || isFailedByRecap(log.view)) return 'failed'
  if (log.isOpen) return 'unfinished'
  if (log.recaps > 0) return 'succeeded'
  if (installers.some((installer) => installer.outcome(log.tail, 0).result === 'succeeded'))
    return 'succeeded'
  if (diagnosis.length > 0) return 'failed'
  return seen.plays > 0 ? 'unfinished' : 'unknown'
}

/** A recap may count failures of which no line is there, as in a log that lacks its beginning. */
const isFailedByRecap = ({ hosts, recapDiffers }: Progress): boolean =>
  recapDiffers.some((name) => {
    const counters = hosts[name]?.counters
    return counters !== undefined && counters.failed + counters.unreachable > 0
  })
