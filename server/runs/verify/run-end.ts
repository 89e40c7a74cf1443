/** How a run ended, told from what its job left. Whatever is missing or torn makes a failure of it, never a success. */
import type { Outcome } from '@/lib/installers/installer'
import type { JobEnd } from '../job/follow'
import type { EndState } from '../run-state'

export interface RunEnd {
  state: Exclude<EndState, 'lost'>
  /** Why it failed; see `RunView.reason`. */
  reason?: string
}

/** @param outcome what the log says, where the exit status is known */
export function evaluateEnd(end: JobEnd, outcome: Outcome | undefined): RunEnd {
  if (end.stopped) return { state: 'stopped' }
  if (end.exitStatus === undefined)
    return { state: 'failed', reason: end.begun || !end.exists ? 'job-gone' : 'never-started' }
  if (end.logDamaged) return { state: 'failed', reason: 'log-gone' }
  if (outcome?.result === 'succeeded') return { state: 'succeeded' }
  return { state: 'failed', reason: outcome?.reason ?? 'no-banner' }
}
