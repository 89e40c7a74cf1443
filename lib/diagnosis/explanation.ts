/** Summary of a whole log: what ran, each host's counters, which tasks failed and why (docs/cluster-file.md). */

import { installers } from '@/lib/installers/registry'
import type { FailedTask, HostProgress, Progress } from '@/lib/run/progress/progress'
import { realFailures } from '@/lib/run/progress/progress'
import type { Diagnosis } from './diagnosis'
import type { LogReducer } from './log-reducer'
import {
  type ExplainedFailure,
  explainRuns,
  type LogOutcome,
  type RunExplanation,
  withCheck,
} from './run-explanation'
import { failedLines, runFindings } from './run-findings'

/** The fields of the whole log add up its runs. */
export interface Explanation {
  plays: number
  tasks: number
  recaps: number
  hosts: Record<string, HostProgress['counters']>
  failures: FailedTask[]
  diagnosis: ExplainedFailure[]
  /** Hosts whose recap differs from their result lines. */
  recapDiffers: string[]
  outcome: LogOutcome
  /** Parts of the output that are not in the log. */
  missing: ('beginning' | 'end')[]
  /** The newest runs, the last one first. */
  runs: RunExplanation[]
}

/** Summarizes a log. @param log a reducer that has consumed the whole log */
export function explain(log: LogReducer): Explanation {
  const { totals, hosts, failures, recapDiffers } = log.view
  const diagnosis = log.diagnosis()
  const runs = explainRuns(log)
  const last = log.runs.at(-1)
  const ofLast = failures.filter(({ line }) => line >= (last?.line ?? 0))
  const all = [...failures, ...failedLines(log.runs, ofLast)]
  return {
    plays: totals.plays,
    tasks: totals.tasks,
    recaps: log.recaps,
    hosts: Object.fromEntries(Object.entries(hosts).map(([name, { counters }]) => [name, counters])),
    failures: all,
    diagnosis: [...diagnosis.map(withCheck), ...runFindings(log.runs)],
    recapDiffers,
    outcome: outcomeOf(log, all, diagnosis),
    missing: [
      ...(log.runs[0]?.hasBeginning === false ? (['beginning'] as const) : []),
      ...(last && isCut(last) ? (['end'] as const) : []),
    ],
    runs,
  }
}

/** Whether a run neither ended nor was interrupted. */
const isCut = ({ hasRecap, isAdHoc, error, interruptedAt }: LogReducer['runs'][number]): boolean =>
  !hasRecap && !isAdHoc && !error && interruptedAt === undefined

/**
 * A log succeeded only if every playbook run ended without a real failure, whatever banners it contains. Tasks without any
 * host mean that the results could not be read.
 */
function outcomeOf(
  log: LogReducer,
  failures: readonly FailedTask[],
  diagnosis: readonly Diagnosis[],
): LogOutcome {
  const { totals } = log.view
  if (realFailures(failures).length > 0 || isFailedByRecap(log.view)) return 'failed'
  const last = log.runs.at(-1)
  if (log.hasOpenPlaybook || last?.interruptedAt !== undefined) return 'unfinished'
  if (totals.tasks > 0 && Object.keys(log.view.hosts).length === 0) return 'unknown'
  if (log.recaps > 0 || last?.isAdHoc) return 'succeeded'
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
