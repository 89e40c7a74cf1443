/**
 * References in a cluster file: `${env:NAME}` and `${file:PATH}` in a secret's place, and `privateKeyFile`. The file
 * is read without them; whoever may look into the environment and at the disk gives their values.
 */
import type { BastionSecret, Draft, SecretField } from './draft'
import type { Problem } from './problem'
import { error, shown } from './rules/report'

/** Where a secret stands in a draft. */
export type SecretPath =
  | ['taskbox' | 'login', SecretField]
  | ['hosts', number, SecretField]
  | ['bastion', BastionSecret]
  | ['taskbox', 'bastion', BastionSecret]
  | ['hosts', number, 'bastion', BastionSecret]
  | ['storage', 'parameters', string]

export interface Reference {
  path: SecretPath
  kind: 'env' | 'file'
  /** The variable's name, or the path, which counts from where the file is read. */
  name: string
}

const PREFIXES = [
  ['${env:', 'env'],
  ['${file:', 'file'],
] as const

/** The reference that a text is as a whole; any other text, with `${` in it or not, is what it is. */
export function readReference(text: string): Pick<Reference, 'kind' | 'name'> | undefined {
  for (const [prefix, kind] of PREFIXES) {
    const name = text.slice(prefix.length, -1)
    if (text.startsWith(prefix) && text.endsWith('}') && name !== '' && !/[\n\r\0]/.test(name))
      return { kind, name }
  }
  return undefined
}

/** Longest secret that a draft holds. */
const MAX_SECRET = 65_536

/**
 * The draft with its references filled in by `values`, which gives undefined for what there is not. One line's end
 * behind a secret in a file is the file's, not the secret's.
 */
export function resolveReferences(
  draft: Draft,
  references: readonly Reference[],
  values: (reference: Reference) => string | undefined,
): { draft: Draft; problems: Problem[] } {
  const filled = structuredClone(draft)
  const problems = references.flatMap((reference) => {
    const value = values(reference)
    const found = judge(reference, value)
    if (found.length === 0) put(filled, reference.path, secretOf(reference, value ?? ''))
    return found
  })
  return { draft: filled, problems }
}

function judge({ path, kind, name }: Reference, value: string | undefined): Problem[] {
  if (value === undefined) return [error('reference-unresolved', path, { kind, name: shown(name) })]
  const length = value.length
  return length > MAX_SECRET ? [error('too-long', path, { limit: MAX_SECRET, length })] : []
}

function secretOf({ kind, path }: Reference, value: string): string {
  return kind === 'file' && path.at(-1) !== 'privateKey' ? value.replace(/\r?\n$/, '') : value
}

function put(draft: Draft, path: SecretPath, value: string): void {
  Object.assign(ownerOf(draft, path) ?? {}, { [path[path.length - 1] ?? '']: value })
}

/** What holds the secret. */
function ownerOf(draft: Draft, path: SecretPath): object | undefined {
  const [section, second] = path
  const machine = section === 'hosts' ? draft.hosts[path[1]] : draft.taskbox
  if (section === 'storage') return draft.storage.parameters
  if (section === 'login' || section === 'bastion') return draft[section]
  return second === 'bastion' || path[2] === 'bastion' ? machine?.bastion : machine
}
