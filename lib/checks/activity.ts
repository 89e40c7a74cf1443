/** What a machine is asked for while the checks run, so that one that hangs can be named with its time-out. */

export const PROBE_STAGES = ['login', 'facts', 'connections'] as const
export type ProbeStage = (typeof PROBE_STAGES)[number]

export interface HostActivity {
  stage: ProbeStage
  /** How long it may take at most before it is given up. */
  withinMs: number
}
