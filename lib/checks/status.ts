/** The closed words that a check's results use. */

/** Worst first. `unknown` is an answer of its own, never a pass. */
export const CHECK_STATUSES = ['fail', 'unknown', 'warn', 'pass'] as const
export type CheckStatus = (typeof CHECK_STATUSES)[number]

/** Facts that a message names, such as `{cores: 2, wanted: 4}`. */
export type Facts = Record<string, string | number>
