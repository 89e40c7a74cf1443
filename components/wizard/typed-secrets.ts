import { type Draft, isStoredMark, KEPT_SECRET } from '@/lib/cluster/draft'
import type { Problem } from '@/lib/cluster/problem'
import { problems } from '@/lib/cluster/problems'
import type { DraftPatch } from '@/lib/contract/socket'
import { collect, mapSecrets, type Secrets } from '@/lib/credentials/secrets'
import { findRelease } from '@/lib/installers/registry'

const KEY_BYTES = 16

/** Secrets typed in this tab. Each is sent once; from then on the draft has a mark for it, as after a reload. */
export class TypedSecrets {
  /** Shows the server that a change comes from the tab that typed a secret (`lib/credentials/stored-secrets.ts`). */
  readonly tabKey = randomKey()
  /** By name, how many values this tab has stored. */
  readonly #stored = new Map<string, number>()

  /**
   * Call it once `patch` is saved. Returns what puts marks for the saved secrets into a draft. Secrets with an error
   * stay as typed, since the error can only be shown and corrected with the text.
   */
  saved(patch: DraftPatch, draft: Draft): (draft: Draft) => Draft {
    const sent = collect(patch)
    if (Object.keys(sent).length === 0) return (same) => same
    for (const name of faultySecrets(draft)) delete sent[name]
    for (const name of Object.keys(sent)) this.#stored.set(name, this.#count(name) + 1)
    return (now) => withMarks(now, sent)
  }

  /** The draft with a number in place of each secret, which changes when another one is typed, but not when it is saved. */
  readonly numbered = (draft: Draft): Draft =>
    mapSecrets(draft, (name, value) => {
      if (value === '') return ''
      return isStoredMark(value) ? `${value}${this.#count(name)}` : `${KEPT_SECRET}${this.#count(name) + 1}`
    })

  #count(name: string): number {
    return this.#stored.get(name) ?? 0
  }
}

/** The draft with a mark in place of each secret that still has its stored value. */
function withMarks(draft: Draft, stored: Secrets): Draft {
  return mapSecrets(draft, (name, value) => (stored[name] === value ? KEPT_SECRET : value))
}

/** Names of the secrets that an error is about. */
function faultySecrets(draft: Draft): string[] {
  return problems(draft, findRelease(draft.installer.release))
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
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
