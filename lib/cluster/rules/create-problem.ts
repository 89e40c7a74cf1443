/** Creates problems for the rules. */
import type { FieldPath, Problem, ProblemCode } from '../problem'

type Facts = Problem['facts']

export function error(code: ProblemCode, path: FieldPath, facts: Facts = {}): Problem {
  return { code, severity: 'error', path, facts }
}

export function warning(code: ProblemCode, path: FieldPath, facts: Facts = {}): Problem {
  return { code, severity: 'warning', path, facts }
}

/** The length of a value in a message, in UTF-16 code units. */
const MAX_VALUE_LENGTH = 80

/** Truncates a value for a message. */
export function truncate(value: string): string {
  return value.length > MAX_VALUE_LENGTH ? `${value.slice(0, MAX_VALUE_LENGTH)}…` : value
}
