/** Why a package's vars.yml is left alone. */

export const VARS_PROBLEMS = [
  /** Bytes that are no UTF-8, as Ansible reads it; `reason` is the first of them. */
  'not-utf8',
  /** No YAML; `reason` is the parser's. */
  'syntax',
  /** More than one document, of which Ansible reads none. */
  'several-documents',
  /** Something other than keys with values at the top. */
  'not-a-mapping',
  /** A key that stands twice in one mapping; `reason` names it. */
  'key-duplicate',
  /** An alias whose anchor does not stand before it; `reason` names it. */
  'anchor-unknown',
  /** A value that has to change is used elsewhere by its anchor; `reason` names the anchor. */
  'anchor-shared',
  /** Written in a way that cannot be changed without changing anything else; `reason` names the key, if there is one. */
  'not-editable',
] as const
export type VarsProblemCode = (typeof VARS_PROBLEMS)[number]

/** The present vars.yml cannot be understood, or not be changed safely. Carries no value of the file. */
export class VarsProblem extends Error {
  override readonly name = 'VarsProblem'
  constructor(
    readonly code: VarsProblemCode,
    /** From 1. */
    readonly line: number,
    /** A key, an anchor or the parser's words, as `VARS_PROBLEMS` says; may be empty. */
    readonly reason: string,
  ) {
    super(`vars.yml, line ${line}: ${code} ${reason}`.trim())
  }
}
