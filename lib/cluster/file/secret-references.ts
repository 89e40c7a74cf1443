/**
 * References in a cluster file: `${env:NAME}` and `${file:PATH}` instead of a secret, and `privateKeyFile`. Reading
 * collects them; the caller looks up their values in the environment and on disk.
 */
import type { Draft } from '../draft/draft'
import { MAX_SECRET_LENGTH } from '../draft/field-types'
import type { FieldPath, Problem } from '../problem'
import { error, truncate } from '../rules/create-problem'
import { isRecord, valueAt } from './schema-issues'

export interface Reference {
  /** The path of the secret in the draft. */
  path: FieldPath
  kind: 'env' | 'file'
  /** The variable's name, or the path relative to the cluster file. */
  name: string
}

/** Why a reference has no value: undefined if it does not exist, else why a cluster file may not use it. */
export type Unresolved = undefined | { refused: 'env' | 'reserved' | 'outside' | 'kind' | 'size' }

const PREFIXES = [
  ['${env:', 'env'],
  ['${file:', 'file'],
] as const

/** Parses a text that is a reference as a whole. Any other text, even with `${` in it, is a literal. */
export function parseReference(text: string): Pick<Reference, 'kind' | 'name'> | undefined {
  for (const [prefix, kind] of PREFIXES) {
    const name = text.slice(prefix.length, -1)
    if (text.startsWith(prefix) && text.endsWith('}') && name !== '' && !/[\n\r\0]/.test(name))
      return { kind, name }
  }
  return undefined
}

/**
 * Returns the draft with its references resolved by `values`. One trailing newline of a secret from a file is removed,
 * except for private keys.
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
