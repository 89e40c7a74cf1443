/**
 * `secrets.json` of a cluster: the secrets sealed, and beside them in the open when each came to be what it is, so that a
 * changed secret can be noticed without showing it.
 */
import { join } from 'node:path'
import { z } from 'zod'
import type { Secrets } from '@/lib/cluster/secrets'
import { readJson, writeJson } from '../json-file'
import { sealed, type Vault } from './vault'

const counted = z.object({
  /** Counts changes. */
  revision: z.number().int(),
  /** By name, the revision at which a secret came to be what it is. */
  since: z.record(z.string(), z.number().int()).default({}),
})
const secretMap = z.record(z.string(), z.string())
const file = z.discriminatedUnion('version', [
  counted.extend({ version: z.literal(2), sealed }),
  // As it was before secrets were sealed; the next change seals them.
  counted.extend({ version: z.literal(1), secrets: secretMap }),
])

export interface KeptSecrets {
  revision: number
  since: Readonly<Record<string, number>>
  secrets: Secrets
}

export const NO_SECRETS: KeptSecrets = { revision: 0, secrets: {}, since: {} }

export class SecretsFile {
  constructor(
    private readonly folder: string,
    private readonly vault: Vault,
  ) {}

  /** What can be known without the key: all but the secrets themselves. */
  async counts(id: string): Promise<Omit<KeptSecrets, 'secrets'>> {
    return (await readJson(this.#path(id), file)) ?? NO_SECRETS
  }

  /** Throws `secrets-locked` where they were sealed under another key. */
  async read(id: string): Promise<KeptSecrets> {
    const kept = await readJson(this.#path(id), file)
    if (!kept) return NO_SECRETS
    if (kept.version === 1) return kept
    const secrets = secretMap.parse(JSON.parse(await this.vault.open(kept.sealed, id)))
    return { revision: kept.revision, since: kept.since, secrets }
  }

  async write(id: string, { secrets, ...counts }: KeptSecrets): Promise<void> {
    const content = await this.vault.seal(JSON.stringify(secrets), id)
    await writeJson(this.#path(id), { version: 2, ...counts, sealed: content })
  }

  #path(id: string): string {
    return join(this.folder, id, 'secrets.json')
  }
}
