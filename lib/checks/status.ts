/** Vocabulary of check results and of running checks. */

/** Worst first. `unknown` never counts as a pass. */
export const CHECK_STATUSES = ['fail', 'unknown', 'warn', 'pass'] as const
export type CheckStatus = (typeof CHECK_STATUSES)[number]

/** Arguments of a finding's messages, such as `{cores: 2, wanted: 4}`. */
export type Facts = Record<string, string | number>

/** Stages of probing a host. A hanging host is shown with its stage and timeout. */
export const PROBE_STAGES = ['login', 'facts', 'connections'] as const
export type ProbeStage = (typeof PROBE_STAGES)[number]

export interface HostActivity {
  stage: ProbeStage
  /** Timeout of this stage. */
  timeoutMs: number
}
