/**
 * The artifacts of a run's start, stored with the run: the written files with masked secrets, and the check report. The
 * package's own files may change later.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { RenderedFile } from '@/lib/installers/installer'
import { maskFile } from '@/lib/secrets/mask-file'
import { readJson, writeJson } from '../json-file'
import { RequestFailure } from '../request-failure'

export const CHECKS_ARTIFACT = 'checks.json'

const files = z.object({
  version: z.literal(1),
  files: z.array(z.object({ path: z.string(), text: z.string() })),
})

const commands = z.object({ version: z.literal(1), steps: z.array(z.string()) })

export class RunArtifacts {
  constructor(private readonly folder: string) {}

  async storeFiles(run: string, rendered: readonly RenderedFile[]): Promise<void> {
    const masked = rendered.map((file) => ({ path: file.path, text: maskFile(file) }))
    await writeJson(this.#path(run, 'files.json'), { version: 1, files: masked })
  }

  /** @param report in the format of `taskbox check --json` */
  async storeChecks(run: string, report: object): Promise<void> {
    await writeJson(this.#path(run, CHECKS_ARTIFACT), report)
  }

  /** @param steps as commands without secrets, see `renderExactCommands` */
  async storeCommands(run: string, steps: readonly string[]): Promise<void> {
    await writeJson(this.#path(run, 'commands.json'), { version: 1, steps })
  }

  /** The commands of the run's steps; undefined if it was started by a version that did not store them. */
  async readCommands(run: string): Promise<string[] | undefined> {
    return (await readJson(this.#path(run, 'commands.json'), commands))?.steps
  }

  /** Reads one artifact by name. Throws `not-found`. */
  async read(run: string, name: string): Promise<string> {
    const text = name === CHECKS_ARTIFACT ? await this.#checks(run) : await this.#file(run, name)
    if (text === undefined) throw new RequestFailure('not-found', { what: 'file', id: name })
    return text
  }

  #checks(run: string): Promise<string | undefined> {
    return readFile(this.#path(run, CHECKS_ARTIFACT), 'utf8').catch(() => undefined)
  }

  async #file(run: string, name: string): Promise<string | undefined> {
    const stored = await readJson(this.#path(run, 'files.json'), files)
    return stored?.files.find(({ path }) => path === name)?.text
  }

  #path(run: string, name: string): string {
    return join(this.folder, run, name)
  }
}
