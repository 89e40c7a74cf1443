/** What a check is, and the closed words that its results use. The catalogue is `catalogue.ts`; a subject a file. */

export const CHECK_IDS = [
  'ssh',
  'sudo',
  'os',
  'hostname',
  'cpu',
  'memory',
  'disk',
  'clock',
  'addresses',
  'cidr',
  'taskbox',
] as const
export type CheckId = (typeof CHECK_IDS)[number]

/** Worst first. `unknown` is an answer of its own, never a pass. */
export const CHECK_STATUSES = ['fail', 'unknown', 'warn', 'pass'] as const
export type CheckStatus = (typeof CHECK_STATUSES)[number]

/** Facts that a message names, such as `{cores: 2, wanted: 4}`. */
export type Facts = Record<string, string | number>

/**
 * One check's verdict on one host. `reason` is a closed word below the check (`cpu.minimum`); the view makes prose
 * of it: `checks.<check>.<reason>.message` and `.remedy` in lib/messages.
 */
export interface Finding {
  check: CheckId
  status: CheckStatus
  reason: string
  facts: Facts
}
