/** What a machine is asked for while the checks run, so that one that hangs can be named with its time-out. */

export const STAGES = ['login', 'facts', 'connections'] as const
export type Stage = (typeof STAGES)[number]

export interface Activity {
  stage: Stage
  /** How long it may take at most before it is given up. */
  withinMs: number
}
