import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import {
  type Draft,
  type DraftPatch,
  isSecretPlaceholder,
  SECRET_PLACEHOLDER,
} from '@/lib/cluster/draft/draft'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import type { Problem } from '@/lib/cluster/problem'
import { extractSecrets, mapSecrets, type Secrets } from '@/lib/credentials/draft-secrets'
import { findRelease } from '@/lib/installers/registry'

const KEY_BYTES = 16

/** Secrets typed in this tab. Each is sent once and then replaced by a placeholder in the draft, as after a reload. */
export class TypedSecrets {
  /** Proves to the server that a change comes from the tab that typed a secret (`lib/credentials/stored-secrets.ts`). */
  readonly tabKey = generateKey()
  /** By secret name, the number of values that this tab has stored. */
  readonly #versions = new Map<string, number>()

  /**
   * To be called after `patch` is saved. Returns a function that replaces the saved secrets of a draft by placeholders.
   * Secrets with an error stay as typed, since the user needs the text to correct them.
   */
  markSaved(patch: DraftPatch, draft: Draft): (draft: Draft) => Draft {
    const sent = extractSecrets(patch)
    if (Object.keys(sent).length === 0) return (same) => same
    for (const name of invalidSecrets(draft)) delete sent[name]
    for (const name of Object.keys(sent)) this.#versions.set(name, this.#version(name) + 1)
    return (now) => withPlaceholders(now, sent)
  }

  /** Replaces each secret by a version that changes when the secret is edited, but not when it is saved. */
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

/** Replaces each secret that still has its stored value by a placeholder. */
function withPlaceholders(draft: Draft, stored: Secrets): Draft {
  return mapSecrets(draft, (name, value) => (stored[name] === value ? SECRET_PLACEHOLDER : value))
}

/** The names of secrets with an error. */
function invalidSecrets(draft: Draft): string[] {
  return validateDraft(draft, findRelease(draft.installer, draft.settings), CHECK_IDS)
    .filter(({ severity }) => severity === 'error')
    .flatMap((problem) => secretNames(problem, draft))
}

/** A missing passphrase is also an error of the private key. */
function secretNames({ code, path }: Problem, { hosts }: Draft): string[] {
  const [section, second, ...rest] = path
  const name =
    section === 'hosts'
      ? [`host:${typeof second === 'number' ? hosts[second]?.id : second}`, ...rest].join('.')
      : path.join('.').replace(/^storage\.parameters\./, 'storage.')
  return code === 'private-key-passphrase' ? [name, name.replace(/passphrase$/, 'privateKey')] : [name]
}

/** `randomUUID` is not available on pages without TLS. */
function generateKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
