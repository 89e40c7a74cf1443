/**
 * What a run was started with, kept beside it for whoever looks at it later: the files as they were written, with
 * masks for secrets, and what the checks had found. The package's own files may be others by then.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { RenderedFile } from '@/lib/installers/installer'
import { masked } from '@/lib/installers/mask'
import { readJson, writeJson } from '../json-file'
import { RequestFailure } from '../request-failure'

export const CHECKS_PAPER = 'checks.json'

const files = z.object({
  version: z.literal(1),
  files: z.array(z.object({ path: z.string(), text: z.string() })),
})

export class RunPapers {
  constructor(private readonly folder: string) {}

  async keepFiles(run: string, rendered: readonly RenderedFile[]): Promise<void> {
    const kept = rendered.map((file) => ({ path: file.path, text: masked(file) }))
    await writeJson(this.#path(run, 'files.json'), { version: 1, files: kept })
  }

  /** @param report as `taskbox check --json` tells it */
  async keepChecks(run: string, report: object): Promise<void> {
    await writeJson(this.#path(run, CHECKS_PAPER), report)
  }

  /** One of them, by the name under which it was kept. Throws `not-found`. */
  async read(run: string, name: string): Promise<string> {
    const text = name === CHECKS_PAPER ? await this.#checks(run) : await this.#file(run, name)
    if (text === undefined) throw new RequestFailure('not-found', { what: 'file', id: name })
    return text
  }

  #checks(run: string): Promise<string | undefined> {
    return readFile(this.#path(run, CHECKS_PAPER), 'utf8').catch(() => undefined)
  }

  async #file(run: string, name: string): Promise<string | undefined> {
    const kept = await readJson(this.#path(run, 'files.json'), files)
    return kept?.files.find(({ path }) => path === name)?.text
  }

  #path(run: string, name: string): string {
    return join(this.folder, run, name)
  }
}
