/**
 * `secrets.json` of a cluster: the sealed secrets, and in plain text the revision at which each last changed. A change can
 * be detected without opening the secrets.
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
  /** The revision at which each secret last changed, by name. */
  since: z.record(z.string(), z.number().int()).default({}),
})
const storedMap = z.record(z.string(), storedSecret)
const secretMap = z.record(z.string(), z.string())
const file = z.discriminatedUnion('version', [
  counted.extend({ version: z.literal(3), sealed }),
  // Before secrets were bound to destinations; the next change binds them.
  counted.extend({ version: z.literal(2), sealed }),
  // Before secrets were sealed; the next change seals them.
  counted.extend({ version: z.literal(1), secrets: secretMap }),
])

export interface SecretsSnapshot {
  revision: number
  since: Readonly<Record<string, number>>
  secrets: StoredSecrets
  /** The file is of a version without destinations. */
  unbound?: boolean
}

export const NO_SECRETS: SecretsSnapshot = { revision: 0, secrets: {}, since: {} }

export class SecretsFile {
  constructor(
    private readonly folder: string,
    private readonly vault: Vault,
  ) {}

  /** Reads the revisions, which needs no key. */
  async revisions(id: string): Promise<Pick<SecretsSnapshot, 'revision' | 'since'>> {
    return (await readJson(this.#path(id), file)) ?? NO_SECRETS
  }

  /**
   * Throws `secrets-locked` if the secrets were sealed under another key.
   * @param bind adds the destinations to secrets of an earlier version
   */
  async read(id: string, bind: (secrets: Secrets) => StoredSecrets): Promise<SecretsSnapshot> {
    const stored = await readJson(this.#path(id), file)
    if (!stored) return NO_SECRETS
    const { revision, since } = stored
    if (stored.version === 1) return { revision, since, secrets: bind(stored.secrets), unbound: true }
    const decrypted: unknown = JSON.parse(await this.vault.open(stored.sealed, id))
    if (stored.version === 3) {
      const secrets = { revision, since, secrets: storedMap.parse(decrypted) }
      if (this.vault.isOutdated(stored.sealed)) await this.write(id, secrets)
      return secrets
    }
    return { revision, since, secrets: bind(secretMap.parse(decrypted)), unbound: true }
  }

  async write(id: string, { secrets, revision, since }: SecretsSnapshot): Promise<void> {
    const content = await this.vault.seal(JSON.stringify(secrets), id)
    await writeJson(this.#path(id), { version: 3, revision, since, sealed: content })
  }

  #path(id: string): string {
    return join(this.folder, id, 'secrets.json')
  }
}
