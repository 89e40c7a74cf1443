/** Runs whose installer reported success and whose cluster is not verified. Their verification can be repeated. */
import type { RunState } from './state'

export interface RunResult {
  state: RunState
  /** Why the run failed. */
  reason?: string | undefined
  /** The result of the verification through the cluster's API. It exists only after the installer reported success. */
  verification?: { reason?: string | undefined } | undefined
  /** A succeeded run's console, and whether it answers. */
  console?: { reachable?: boolean | undefined } | undefined
}

export function isUnverified({ state, reason, verification, console }: RunResult): boolean {
  if (state === 'succeeded') return !verification && console !== undefined && console.reachable !== true
  return state === 'failed' && reason !== undefined && verification?.reason === reason
}
