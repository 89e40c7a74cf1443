/** Short ways for rules to say what is wrong. */
import type { FieldPath, Problem, ProblemCode } from '../problem'

type Facts = Problem['facts']

export function error(code: ProblemCode, path: FieldPath, facts: Facts = {}): Problem {
  return { code, severity: 'error', path, facts }
}

export function warning(code: ProblemCode, path: FieldPath, facts: Facts = {}): Problem {
  return { code, severity: 'warning', path, facts }
}

/** More of a mistyped value says no more in a message. */
const MAX_VALUE_LENGTH = 80

/** A value as a message names it. */
export function truncate(value: string): string {
  return value.length > MAX_VALUE_LENGTH ? `${value.slice(0, MAX_VALUE_LENGTH)}…` : value
}
