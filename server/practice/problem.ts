/** Reasons why practice hosts cannot run here. The list is closed: callers have a message for each. */
export const PRACTICE_PROBLEMS = [
  'not-linux',
  'not-root',
  'not-debian',
  'no-namespaces',
  'apt',
  'no-subnet',
  'name',
  'host-failed',
  'timeout',
  'package-missing',
] as const
export type PracticeProblemCode = (typeof PRACTICE_PROBLEMS)[number]

/** Thrown by all functions in `server/practice`. `facts` describe the cause and never contain a secret. */
export class PracticeProblem extends Error {
  override readonly name = 'PracticeProblem'
  constructor(
    readonly code: PracticeProblemCode,
    readonly facts: Readonly<Record<string, string>> = {},
    options?: { cause?: unknown },
  ) {
    super(`${code} ${JSON.stringify(facts)}`, options)
  }
}
