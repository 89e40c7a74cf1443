/**
 * The draft that a run was started from, with its secrets sealed separately. It is stored with the run, because later
 * changes in the wizard must not affect how a run's taskbox is reached.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { type Draft, draft } from '@/lib/cluster/draft/draft'
import { extractSecrets, injectSecrets, mapSecrets, redactSecrets } from '@/lib/credentials/draft-secrets'
import { sealed, type Vault } from '../clusters/vault'
import { readJson, writeJson } from '../json-file'
import { RequestFailure } from '../request-failure'

const secretMap = z.record(z.string(), z.string())
const file = z.discriminatedUnion('version', [
  // Version 2 differs in the draft's fields, whose schema reads them.
  z.object({ version: z.literal([2, 3]), draft, sealed }),
  // Before secrets were sealed; the next read seals them.
  z.object({ version: z.literal(1), draft }),
])

export class RunDrafts {
  constructor(
    private readonly folder: string,
    private readonly vault: Vault,
  ) {}

  async write(run: string, content: Draft): Promise<void> {
    const secrets = extractSecrets(content)
    const redacted = redactSecrets(content)
    const sealedSecrets = await this.vault.seal(JSON.stringify(secrets), sealContext(run))
    await writeJson(this.#path(run), { version: 3, draft: redacted, sealed: sealedSecrets })
  }

  /** Throws `not-found`, or `secrets-locked` if the secrets were sealed under another key. */
  async openWithSecrets(run: string): Promise<Draft> {
    const stored = await this.#read(run)
    if (stored.version === 1) {
      await this.write(run, stored.draft)
      return stored.draft
    }
    const secrets = secretMap.parse(JSON.parse(await this.vault.open(stored.sealed, sealContext(run))))
    const complete = injectSecrets(stored.draft, secrets)
    if (this.vault.isOutdated(stored.sealed)) await this.write(run, complete)
    return complete
  }

  /** Secrets are `SECRET_PLACEHOLDER`; needs no key. Throws `not-found`. */
  async openRedacted(run: string): Promise<Draft> {
    return redactSecrets((await this.#read(run)).draft)
  }

  /** Deletes every secret; needs no key. */
  async deleteSecrets(run: string): Promise<void> {
    await this.write(
      run,
      mapSecrets(await this.openRedacted(run), () => ''),
    )
  }

  async #read(run: string): Promise<z.infer<typeof file>> {
    const stored = await readJson(this.#path(run), file)
    if (!stored) throw new RequestFailure('not-found', { what: 'run', id: run })
    return stored
  }

  #path(run: string): string {
    return join(this.folder, run, 'draft.json')
  }
}

/** Cluster ids contain no space, so a cluster's secrets cannot be opened as a run's. */
const sealContext = (run: string) => `run ${run}`
