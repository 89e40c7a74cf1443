/**
 * What a run was started with, kept beside it for whoever looks at it later: the files as they were written, with
 * masks for secrets, and what the checks had found. The package's own files may be others by then.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { RenderedFile } from '@/lib/installers/installer'
import { maskFile } from '@/lib/installers/mask'
import { readJson, writeJson } from '../json-file'
import { RequestFailure } from '../request-failure'

export const CHECKS_ARTIFACT = 'checks.json'

const files = z.object({
  version: z.literal(1),
  files: z.array(z.object({ path: z.string(), text: z.string() })),
})

export class RunArtifacts {
  constructor(private readonly folder: string) {}

  async storeFiles(run: string, rendered: readonly RenderedFile[]): Promise<void> {
    const kept = rendered.map((file) => ({ path: file.path, text: maskFile(file) }))
    await writeJson(this.#path(run, 'files.json'), { version: 1, files: kept })
  }

  /** @param report as `taskbox check --json` tells it */
  async storeChecks(run: string, report: object): Promise<void> {
    await writeJson(this.#path(run, CHECKS_ARTIFACT), report)
  }

  /** One of them, by the name under which it was kept. Throws `not-found`. */
  async read(run: string, name: string): Promise<string> {
    const text = name === CHECKS_ARTIFACT ? await this.#checks(run) : await this.#file(run, name)
    if (text === undefined) throw new RequestFailure('not-found', { what: 'file', id: name })
    return text
  }

  #checks(run: string): Promise<string | undefined> {
    return readFile(this.#path(run, CHECKS_ARTIFACT), 'utf8').catch(() => undefined)
  }

  async #file(run: string, name: string): Promise<string | undefined> {
    const kept = await readJson(this.#path(run, 'files.json'), files)
    return kept?.files.find(({ path }) => path === name)?.text
  }

  #path(run: string, name: string): string {
    return join(this.folder, run, name)
  }
}
