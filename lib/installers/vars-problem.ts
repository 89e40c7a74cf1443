/** Reasons why a settings file of a package cannot be edited. */

export const VARS_PROBLEMS = [
  /** Not UTF-8, which Ansible requires; `reason` is the first invalid byte. */
  'not-utf8',
  /** Not YAML; `reason` is the parser's. */
  'syntax',
  /** Several documents; Ansible reads one. */
  'several-documents',
  /** No keys with values at the top level, or in braces instead of on lines of their own. */
  'not-a-mapping',
  /** A key occurs twice in one mapping; `reason` names it. */
  'key-duplicate',
  /** An alias without a preceding anchor; `reason` names it. */
  'anchor-unknown',
  /** A value that has to change is used elsewhere by its anchor; `reason` names the anchor. */
  'anchor-shared',
  /** A notation that cannot be changed without changing something else; `reason` names the key if known. */
  'not-editable',
] as const
export type VarsProblemCode = (typeof VARS_PROBLEMS)[number]

/** An existing settings file cannot be parsed or cannot be edited safely. Contains no value of the file. */
export class VarsProblem extends Error {
  override readonly name = 'VarsProblem'
  constructor(
    readonly code: VarsProblemCode,
    /** From 1. */
    readonly line: number,
    /** A key, an anchor or the parser's message, see `VARS_PROBLEMS`; may be empty. */
    readonly reason: string,
    /** Relative to the package folder; empty if the file is not known yet. */
    readonly file = '',
  ) {
    super(`${file}, line ${line}: ${code} ${reason}`.trim())
  }
}

/** Runs `work` on a file. Adds the file to a `VarsProblem`. */
export function inFile<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (problem) {
    if (!(problem instanceof VarsProblem) || problem.file) throw problem
    throw new VarsProblem(problem.code, problem.line, problem.reason, file)
  }
}
