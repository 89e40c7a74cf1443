/**
 * `secrets.json` of a cluster: the secrets sealed, and beside them in the open when each came to be what it is, so that a
 * changed secret can be noticed without showing it.
 */
import { join } from 'node:path'
import { z } from 'zod'
import type { Secrets } from '@/lib/credentials/draft-secrets'
import { type StoredSecrets, storedSecret } from '@/lib/credentials/stored-secrets'
import { readJson, writeJson } from '../json-file'
import { sealed, type Vault } from './vault'

const counted = z.object({
  /** Counts changes. */
  revision: z.number().int(),
  /** By name, the revision at which a secret came to be what it is. */
  since: z.record(z.string(), z.number().int()).default({}),
})
const storedMap = z.record(z.string(), storedSecret)
const secretMap = z.record(z.string(), z.string())
const file = z.discriminatedUnion('version', [
  counted.extend({ version: z.literal(3), sealed }),
  // As it was before secrets belonged to destinations; the next change binds them.
  counted.extend({ version: z.literal(2), sealed }),
  // As it was before secrets were sealed; the next change seals them.
  counted.extend({ version: z.literal(1), secrets: secretMap }),
])

export interface SecretsSnapshot {
  revision: number
  since: Readonly<Record<string, number>>
  secrets: StoredSecrets
  /** The file does not say their destinations yet. */
  unbound?: boolean
}

export const NO_SECRETS: SecretsSnapshot = { revision: 0, secrets: {}, since: {} }

export class SecretsFile {
  constructor(
    private readonly folder: string,
    private readonly vault: Vault,
  ) {}

  /** What can be known without the key: all but the secrets themselves. */
  async revisions(id: string): Promise<Pick<SecretsSnapshot, 'revision' | 'since'>> {
    return (await readJson(this.#path(id), file)) ?? NO_SECRETS
  }

  /**
   * Throws `secrets-locked` where they were sealed under another key.
   * @param bind gives secrets of an earlier version their destinations
   */
  async read(id: string, bind: (secrets: Secrets) => StoredSecrets): Promise<SecretsSnapshot> {
    const kept = await readJson(this.#path(id), file)
    if (!kept) return NO_SECRETS
    const { revision, since } = kept
    if (kept.version === 1) return { revision, since, secrets: bind(kept.secrets), unbound: true }
    const opened: unknown = JSON.parse(await this.vault.open(kept.sealed, id))
    if (kept.version === 3) {
      const secrets = { revision, since, secrets: storedMap.parse(opened) }
      if (this.vault.isOutdated(kept.sealed)) await this.write(id, secrets)
      return secrets
    }
    return { revision, since, secrets: bind(secretMap.parse(opened)), unbound: true }
  }

  async write(id: string, { secrets, revision, since }: SecretsSnapshot): Promise<void> {
    const content = await this.vault.seal(JSON.stringify(secrets), id)
    await writeJson(this.#path(id), { version: 3, revision, since, sealed: content })
  }

  #path(id: string): string {
    return join(this.folder, id, 'secrets.json')
  }
}
