/**
 * The state of a run, as a small machine. `stateOf` tells it from facts that anybody can gather again: the record, the
 * job's own files and where its log rests. So a new server process, another Taskbox with the same taskbox and
 * `taskbox attach` come to the same state; nothing is remembered. `MAY_FOLLOW` is the transition table: what one who
 * watches may see next. He may have looked away, so a state may be passed over, but none is gone back to, except where
 * the taskbox was out of reach, a question was answered, or a stop did not succeed.
 */
import type { RunState } from '@/lib/contract/run'

export type EndState = Extract<RunState, 'succeeded' | 'failed' | 'stopped' | 'lost'>

const ENDS = ['succeeded', 'failed', 'stopped'] as const

export const TRANSITIONS: Readonly<Record<RunState, readonly RunState[]>> = {
  /** Its files are being written; the job waits for them on the taskbox. */
  preparing: ['starting', 'running', 'waiting', 'stopping', 'lost', ...ENDS],
  /** Its files are written; the installer is being called. */
  starting: ['running', 'waiting', 'stopping', 'lost', ...ENDS],
  running: ['waiting', 'stopping', 'lost', ...ENDS],
  /** The installer stands at a question. */
  waiting: ['running', 'stopping', 'lost', ...ENDS],
  /** It was asked to end; back to running where it could not be ended. */
  stopping: ['running', 'waiting', 'lost', ...ENDS],
  /** The taskbox cannot be asked; the installer may still run. */
  lost: ['preparing', 'starting', 'running', 'waiting', 'stopping', ...ENDS],
  succeeded: [],
  failed: [],
  stopped: [],
}

/** What the job's own files say of one that has not ended; see `JobState`. */
export interface JobFacts {
  held: boolean
  begun: boolean
  /** Somebody asked it to stop. */
  stopped: boolean
}

/** @param files what its folder says now; a stop that was asked for and had its way is an end, and no stopping */
export function toJobFacts({ held, begun, stopped, alive }: JobFacts & { alive: boolean }): JobFacts {
  return { held, begun, stopped: stopped && alive }
}

export interface RunFacts {
  /** How it ended, where it is known to have. */
  ended: EndState | undefined
  /** The taskbox answered when it was last asked. */
  reached: boolean
  /** Undefined: there is no job yet. */
  job: JobFacts | undefined
  /** The log rests at a question. */
  asks: boolean
}

export function runState({ ended, reached, job, asks }: RunFacts): RunState {
  if (ended) return ended
  if (!reached) return 'lost'
  if (job?.stopped) return 'stopping'
  if (!job || job.held) return 'preparing'
  if (!job.begun) return 'starting'
  return asks ? 'waiting' : 'running'
}
