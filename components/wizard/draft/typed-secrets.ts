import { type Draft, isSecretPlaceholder, SECRET_PLACEHOLDER } from '@/lib/cluster/draft'
import type { Problem } from '@/lib/cluster/problem'
import { validateDraft } from '@/lib/cluster/validate-draft'
import type { DraftPatch } from '@/lib/contract/socket'
import { extractSecrets, mapSecrets, type Secrets } from '@/lib/credentials/draft-secrets'
import { findRelease } from '@/lib/installers/registry'

const KEY_BYTES = 16

/** Secrets typed in this tab. Each is sent once; from then on the draft has a mark for it, as after a reload. */
export class TypedSecrets {
  /** Shows the server that a change comes from the tab that typed a secret (`lib/credentials/stored-secrets.ts`). */
  readonly tabKey = generateKey()
  /** By name, how many values this tab has stored. */
  readonly #versions = new Map<string, number>()

  /**
   * Call it once `patch` is saved. Returns what puts marks for the saved secrets into a draft. Secrets with an error
   * stay as typed, since the error can only be shown and corrected with the text.
   */
  markSaved(patch: DraftPatch, draft: Draft): (draft: Draft) => Draft {
    const sent = extractSecrets(patch)
    if (Object.keys(sent).length === 0) return (same) => same
    for (const name of invalidSecrets(draft)) delete sent[name]
    for (const name of Object.keys(sent)) this.#versions.set(name, this.#version(name) + 1)
    return (now) => withPlaceholders(now, sent)
  }

  /** The draft with a number in place of each secret, which changes when another one is typed, but not when it is saved. */
  readonly withVersions = (draft: Draft): Draft =>
    mapSecrets(draft, (name, value) => {
      if (value === '') return ''
      return isSecretPlaceholder(value)
        ? `${value}${this.#version(name)}`
        : `${SECRET_PLACEHOLDER}${this.#version(name) + 1}`
    })

  #version(name: string): number {
    return this.#versions.get(name) ?? 0
  }
}

/** The draft with a mark in place of each secret that still has its stored value. */
function withPlaceholders(draft: Draft, stored: Secrets): Draft {
  return mapSecrets(draft, (name, value) => (stored[name] === value ? SECRET_PLACEHOLDER : value))
}

/** Names of the secrets that an error is about. */
function invalidSecrets(draft: Draft): string[] {
  return validateDraft(draft, findRelease(draft.installer.release))
    .filter(({ severity }) => severity === 'error')
    .flatMap((problem) => secretNames(problem, draft))
}

/** A passphrase is missing because of what the private key says. */
function secretNames({ code, path }: Problem, { hosts }: Draft): string[] {
  const [section, second, ...rest] = path
  const name =
    section === 'hosts'
      ? [`host:${typeof second === 'number' ? hosts[second]?.id : second}`, ...rest].join('.')
      : path.join('.').replace(/^storage\.parameters\./, 'storage.')
  return code === 'private-key-passphrase' ? [name, name.replace(/passphrase$/, 'privateKey')] : [name]
}

/** Not `randomUUID`: pages without TLS lack it. */
function generateKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
