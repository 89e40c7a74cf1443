/**
 * The draft that a run was started from, in the run's folder: in the open without its secrets, and those sealed beside
 * it. A later change of the wizard must not change how a run is reached.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { type Draft, draft } from '@/lib/cluster/draft'
import { extractSecrets, injectSecrets, mapSecrets, redactSecrets } from '@/lib/credentials/draft-secrets'
import { sealed, type Vault } from '../clusters/vault'
import { readJson, writeJson } from '../json-file'
import { RequestFailure } from '../request-failure'

const secretMap = z.record(z.string(), z.string())
const file = z.discriminatedUnion('version', [
  z.object({ version: z.literal(2), draft, sealed }),
  // As it was before secrets were sealed; they are when it is next read.
  z.object({ version: z.literal(1), draft }),
])

export class RunDrafts {
  constructor(
    private readonly folder: string,
    private readonly vault: Vault,
  ) {}

  async write(run: string, content: Draft): Promise<void> {
    const secrets = extractSecrets(content)
    const shown = redactSecrets(content)
    const kept = await this.vault.seal(JSON.stringify(secrets), sealContext(run))
    await writeJson(this.#path(run), { version: 2, draft: shown, sealed: kept })
  }

  /** With its secrets. Throws `not-found`, or `secrets-locked` where they were sealed under another key. */
  async openWithSecrets(run: string): Promise<Draft> {
    const found = await this.#read(run)
    if (found.version === 1) {
      await this.write(run, found.draft)
      return found.draft
    }
    const secrets = secretMap.parse(JSON.parse(await this.vault.open(found.sealed, sealContext(run))))
    const revealed = injectSecrets(found.draft, secrets)
    if (this.vault.isOutdated(found.sealed)) await this.write(run, revealed)
    return revealed
  }

  /** Secrets are `KEPT_SECRET`; needs no key. Throws `not-found`. */
  async openRedacted(run: string): Promise<Draft> {
    return redactSecrets((await this.#read(run)).draft)
  }

  /** Lets go of every secret; needs no key. */
  async deleteSecrets(run: string): Promise<void> {
    await this.write(
      run,
      mapSecrets(await this.openRedacted(run), () => ''),
    )
  }

  async #read(run: string): Promise<z.infer<typeof file>> {
    const found = await readJson(this.#path(run), file)
    if (!found) throw new RequestFailure('not-found', { what: 'run', id: run })
    return found
  }

  #path(run: string): string {
    return join(this.folder, run, 'draft.json')
  }
}

/** No cluster's name has a space, so what was sealed for one opens for no run. */
const sealContext = (run: string) => `run ${run}`
