/** Why practice hosts cannot be had here. Closed: the caller says what to do about each. */
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

/** Thrown by everything in `server/practice`. `facts` say what was found; they never hold a secret. */
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
