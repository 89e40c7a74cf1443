/**
 * References in a cluster file: `${env:NAME}` and `${file:PATH}` in a secret's place, and `privateKeyFile`. The file
 * is read without them; whoever may look into the environment and at the disk gives their values.
 */
import type { Draft } from '../draft'
import { MAX_SECRET_LENGTH } from '../field-types'
import type { FieldPath, Problem } from '../problem'
import { error, truncate } from '../rules/create-problem'
import { isRecord, valueAt } from './schema-issues'

export interface Reference {
  /** Where the secret stands in a draft. */
  path: FieldPath
  kind: 'env' | 'file'
  /** The variable's name, or the path, which counts from where the file is read. */
  name: string
}

/** Why a reference has no value: there is none, or a cluster file may not use it. */
export type Unresolved = undefined | { refused: 'env' | 'reserved' | 'outside' | 'kind' | 'size' }

const PREFIXES = [
  ['${env:', 'env'],
  ['${file:', 'file'],
] as const

/** The reference that a text is as a whole; any other text, with `${` in it or not, is what it is. */
export function parseReference(text: string): Pick<Reference, 'kind' | 'name'> | undefined {
  for (const [prefix, kind] of PREFIXES) {
    const name = text.slice(prefix.length, -1)
    if (text.startsWith(prefix) && text.endsWith('}') && name !== '' && !/[\n\r\0]/.test(name))
      return { kind, name }
  }
  return undefined
}

/**
 * The draft with its references filled in by `values`. One line's end after a secret in a file belongs to the file, not
 * to the secret.
 */
export function resolveReferences(
  draft: Draft,
  references: readonly Reference[],
  values: (reference: Reference) => string | Unresolved,
): { draft: Draft; problems: Problem[] } {
  const filled = structuredClone(draft)
  const problems = references.flatMap((reference) => {
    const value = values(reference)
    const found = validateReference(reference, value)
    if (found.length === 0 && typeof value === 'string')
      setValue(filled, reference.path, toSecret(reference, value))
    return found
  })
  return { draft: filled, problems }
}

function validateReference({ path, kind, name }: Reference, value: string | Unresolved): Problem[] {
  if (typeof value === 'object')
    return [error('reference-refused', path, { name: truncate(name), reason: value.refused })]
  if (value === undefined) return [error('reference-unresolved', path, { kind, name: truncate(name) })]
  const length = value.length
  return length > MAX_SECRET_LENGTH ? [error('too-long', path, { limit: MAX_SECRET_LENGTH, length })] : []
}

function toSecret({ kind, path }: Reference, value: string): string {
  return kind === 'file' && path.at(-1) !== 'privateKey' ? value.replace(/\r?\n$/, '') : value
}

function setValue(draft: Draft, path: FieldPath, value: string): void {
  const owner = valueAt(draft, path.slice(0, -1))
  if (isRecord(owner)) owner[path.at(-1) ?? ''] = value
}
