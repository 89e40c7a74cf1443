/** Explains each playbook run of a log by itself. */

import { COUNTER_NAMES, type Counters } from '@/lib/log/ansible/event'
import type { OpenTask } from '@/lib/run/progress/open-task'
import { type FailedTask, type HostProgress, realFailures } from '@/lib/run/progress/progress'
import { zeroCounters } from '@/lib/run/progress/recap-totals'
import type { Diagnosis } from './diagnosis'
import type { LogReducer } from './log-reducer'
import type { LogRun } from './log-run'
import { failedLines, runFindings } from './run-findings'
import { findSignature } from './signatures'

/** `unfinished`: a playbook run has no recap; `unknown`: no output of Ansible or of an installer was found. */
export const LOG_OUTCOMES = ['succeeded', 'failed', 'unfinished', 'unknown'] as const
export type LogOutcome = (typeof LOG_OUTCOMES)[number]

/** `check` is the check that finds the same problem before an install. */
export type ExplainedFailure = Diagnosis & { check?: string }

/** One of the playbook runs in a log, or a series of ad-hoc commands, explained by itself. */
export interface RunExplanation {
  /** Its first line. */
  line: number
  plays: number
  tasks: number
  /** The counters of this run alone. */
  hosts: Record<string, HostProgress['counters']>
  failures: FailedTask[]
  diagnosis: ExplainedFailure[]
  outcome: LogOutcome
  isInterrupted: boolean
  /** Of a run without a recap: the task that was running, and the hosts without a result. */
  lastTask?: OpenTask
}

export function withCheck(found: Diagnosis): ExplainedFailure {
  const check = findSignature(found.id)?.check
  return check ? { ...found, check } : found
}

/** The runs of a log, the last one first. */
export function explainRuns(log: LogReducer): RunExplanation[] {
  const { totals, hosts } = log.view
  const counters = new Map(Object.entries(hosts).map(([name, host]) => [name, host.counters]))
  let after: LogRun['before'] & { line: number } = { ...totals, counters, line: Number.POSITIVE_INFINITY }
  return log.runs.toReversed().map((run, index, { length }) => {
    const explained = explainRun(log, run, { ...after, first: index === length - 1 ? 0 : run.line })
    after = { ...run.before, line: run.line }
    return explained
  })
}

/** @param after the totals at its end, the line after its last one, and its first one with what the installer printed before */
function explainRun(
  log: LogReducer,
  run: LogRun,
  after: LogRun['before'] & { line: number; first: number },
): RunExplanation {
  const { before, lastTask } = run
  const isInRun = (line: number) => line >= after.first && line < after.line
  const tasks = log.view.failures.filter(({ line }) => isInRun(line))
  const failures = [...tasks, ...failedLines([run], tasks)]
  const diagnosis = [...log.diagnosisOf(tasks, isInRun).map(withCheck), ...runFindings([run])]
  return {
    line: run.line,
    plays: after.plays - before.plays,
    tasks: after.tasks - before.tasks,
    hosts: differences(before.counters, after.counters),
    failures,
    diagnosis,
    outcome: outcomeOf(run, failures),
    isInterrupted: run.interruptedAt !== undefined,
    ...(lastTask && { lastTask }),
  }
}

function outcomeOf(run: LogRun, failures: RunExplanation['failures']): LogOutcome {
  if (realFailures(failures).length > 0 || run.incomplete.length > 0) return 'failed'
  return run.hasRecap || run.isAdHoc ? 'succeeded' : 'unfinished'
}

/** Counters of hosts that had results between two states. */
function differences(
  before: ReadonlyMap<string, Counters>,
  after: ReadonlyMap<string, Counters>,
): Record<string, Counters> {
  const found: [name: string, counters: Counters][] = []
  for (const [name, counters] of after) {
    const earlier = before.get(name)
    const difference = zeroCounters()
    for (const counter of COUNTER_NAMES) difference[counter] = counters[counter] - (earlier?.[counter] ?? 0)
    if (!earlier || COUNTER_NAMES.some((counter) => difference[counter] !== 0)) found.push([name, difference])
  }
  return Object.fromEntries(found)
}
