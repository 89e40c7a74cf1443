/** Converts zod issues with a cluster file to problems, and removes invalid values from the file. */
import { z } from 'zod'
import { type FieldPath, PROBLEM_CODES, type Problem } from '../problem'
import { error, truncate } from '../rules/create-problem'
import { describeType, ISSUE_PARAM } from './schema'

export type Issue = z.core.$ZodIssue

const customIssue = z.object({
  [ISSUE_PARAM]: z.object({
    code: z.enum(PROBLEM_CODES),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
})

/** Converts an issue to problems. Each unknown key is a problem of its own. */
export function toProblems(issue: Issue, content: unknown): Problem[] {
  const path = toFieldPath(issue)
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(', ')
    return issue.keys.map((key) => toUnknownKeyProblem(path, key, known))
  }
  const custom = issue.code === 'custom' ? customIssue.safeParse(issue.params) : undefined
  if (custom?.success) return [error(custom.data[ISSUE_PARAM].code, path, custom.data[ISSUE_PARAM].facts)]
  return [
    error('type-wrong', path, { expected: expectedType(issue), found: describeType(valueAt(content, path)) }),
  ]
}

/** Symbols never occur in a path: YAML keys are texts and list indexes are numbers. */
function toFieldPath(issue: Issue): (string | number)[] {
  return issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
}

function expectedType(issue: Issue): string {
  if (issue.code !== 'invalid_type') return 'text'
  return issue.expected === 'array' ? 'list' : 'mapping'
}

function toUnknownKeyProblem(path: FieldPath, key: string, known: readonly string[]): Problem {
  const closest = known.find((one) => isSimilar(one.toLowerCase(), key.toLowerCase()))
  const facts = { key: truncate(key), suggestion: closest ?? 'none', known: known.join(', ') }
  return error('key-unknown', [...path, key], facts)
}

/** Whether two words differ by one inserted, replaced or swapped letter. */
function isSimilar(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let from = 0
  while (from < one.length && one[from] === other[from]) from += 1
  const rest = (word: string, skipped: number) => word.slice(from + skipped)
  const swapped = one[from] === other[from + 1] && one[from + 1] === other[from]
  return (
    rest(one, 1) === rest(other, 1) ||
    rest(one, 1) === rest(other, 0) ||
    rest(one, 0) === rest(other, 1) ||
    (swapped && rest(one, 2) === rest(other, 2))
  )
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function valueAt(content: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)]
    return isRecord(value) && Object.hasOwn(value, part) ? value[part] : undefined
  }, content)
}

/**
 * Removes invalid values from `content`, so the rest can be validated. An invalid row in a list of mappings becomes an
 * empty mapping, so the indexes of the other rows stay the same.
 */
export function removeInvalid(content: unknown, issues: readonly Issue[]): unknown {
  // In reverse order, so that list indexes stay valid.
  for (const issue of [...issues].reverse()) {
    const path = toFieldPath(issue)
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) removeAt(content, [...path, key])
    else if (path.length === 0) return {}
    else removeAt(content, path)
  }
  return content
}

function removeAt(content: unknown, path: FieldPath): void {
  const parent = valueAt(content, path.slice(0, -1))
  const key = path.at(-1)
  if (key === undefined) return
  if (isRecord(parent)) delete parent[key]
  else if (Array.isArray(parent)) parent.splice(Number(key), 1, ...(path.length === 2 ? [{}] : []))
}
