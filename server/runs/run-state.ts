/**
 * The state machine of a run. `runState` derives the state from the record, the job's files and the log, so that a new
 * server process, another Taskbox and `taskbox attach` compute the same state. `TRANSITIONS` lists the states that an
 * observer may see next. An observer may miss states. A state recurs only after the taskbox was unreachable, a prompt was
 * answered or a stop failed.
 */

import type { Outcome } from '@/lib/installers/installer'
import type { RunState } from '@/lib/run/state'
import type { JobEnd } from './job/follow'

export type EndState = Extract<RunState, 'succeeded' | 'failed' | 'stopped' | 'lost'>

const ENDS = ['succeeded', 'failed', 'stopped'] as const

export const TRANSITIONS: Readonly<Record<RunState, readonly RunState[]>> = {
  /** The installer's files are being written; the job waits on the taskbox. */
  preparing: ['starting', 'running', 'waiting', 'stopping', 'lost', ...ENDS],
  /** The files are written and the installer is starting. */
  starting: ['running', 'waiting', 'stopping', 'lost', ...ENDS],
  running: ['waiting', 'stopping', 'lost', ...ENDS],
  /** The installer waits at a prompt. */
  waiting: ['running', 'stopping', 'lost', ...ENDS],
  /** A stop was requested; returns to running if the stop fails. */
  stopping: ['running', 'waiting', 'lost', ...ENDS],
  /** The taskbox is unreachable; the installer may still run. */
  lost: ['preparing', 'starting', 'running', 'waiting', 'stopping', ...ENDS],
  succeeded: [],
  /** A repeated verification may find that the cluster works. */
  failed: ['succeeded'],
  stopped: [],
}

/** State of a job that has not ended, from its files; see `JobState`. */
export interface JobFacts {
  awaitingRelease: boolean
  started: boolean
  /** A stop was requested. */
  stopRequested: boolean
}

/** A dead job with a stop request has stopped; it is not stopping any more. */
export function toJobFacts({
  awaitingRelease,
  started,
  stopRequested,
  alive,
}: JobFacts & { alive: boolean }): JobFacts {
  return { awaitingRelease, started, stopRequested: stopRequested && alive }
}

export interface RunFacts {
  /** Final state; undefined unless the run is known to have ended. */
  endState: EndState | undefined
  /** The last request to the taskbox succeeded. */
  isReachable: boolean
  /** Undefined before the job exists. */
  job: JobFacts | undefined
  /** The installer waits at a prompt that a person must answer. */
  awaitsInput: boolean
}

export function runState({ endState, isReachable, job, awaitsInput }: RunFacts): RunState {
  if (endState) return endState
  if (!isReachable) return 'lost'
  if (job?.stopRequested) return 'stopping'
  if (!job || job.awaitingRelease) return 'preparing'
  if (!job.started) return 'starting'
  return awaitsInput ? 'waiting' : 'running'
}

export interface RunEnd {
  state: Exclude<EndState, 'lost'>
  /** Reason of a failure; see `RunView.reason`. */
  reason?: string
}

/**
 * Evaluates how a run ended from its job's files. Missing or torn files mean failure, never success.
 * @param outcome result from the log, if the exit status is known
 */
export function evaluateEnd(end: JobEnd, outcome: Outcome | undefined): RunEnd {
  if (end.stopRequested) return { state: 'stopped' }
  if (end.exitStatus === undefined)
    return { state: 'failed', reason: end.started || !end.exists ? 'job-gone' : 'never-started' }
  if (end.logDamaged) return { state: 'failed', reason: 'log-gone' }
  if (outcome?.result === 'succeeded') return { state: 'succeeded' }
  return { state: 'failed', reason: outcome?.reason ?? 'no-banner' }
}
