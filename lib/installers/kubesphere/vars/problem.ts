/** Reasons why a package's vars.yml cannot be edited. */

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

/** The existing vars.yml cannot be parsed or cannot be edited safely. Contains no value of the file. */
export class VarsProblem extends Error {
  override readonly name = 'VarsProblem'
  constructor(
    readonly code: VarsProblemCode,
    /** From 1. */
    readonly line: number,
    /** A key, an anchor or the parser's message, see `VARS_PROBLEMS`; may be empty. */
    readonly reason: string,
  ) {
    super(`vars.yml, line ${line}: ${code} ${reason}`.trim())
  }
}
