/** Share links: each one lets viewers see one run and nothing else. Only hashes of their keys are stored. */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../../json-file'
import { digest } from './digest'

const LINK_DAYS = 30
const DAY_MS = 86_400_000

const link = z.object({
  /** Short and public. */
  id: z.string(),
  hash: z.string(),
  run: z.string(),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
})
const shareLinksFile = z.object({ version: z.literal(1), links: z.array(link) })
export type ShareLink = z.infer<typeof link>

export class ShareLinks {
  readonly #path: string
  /** The file of earlier versions, which the first change replaces. */
  readonly #formerPath: string
  #updates: Promise<unknown> = Promise.resolve()

  constructor(
    dataFolder: string,
    private readonly now: () => number = Date.now,
  ) {
    this.#path = join(dataFolder, 'share-links.json')
    this.#formerPath = join(dataFolder, 'watch-links.json')
  }

  /** Creates a link. Only the hash of the returned `key` is stored. */
  async create(run: string): Promise<{ key: string; link: ShareLink }> {
    const key = randomBytes(24).toString('base64url')
    const created = { id: randomBytes(4).toString('hex'), hash: digest(key), run, createdAt: this.now() }
    await this.#update((links) => [...links, created])
    return { key, link: created }
  }

  async find(key: string): Promise<ShareLink | undefined> {
    const hash = digest(key)
    return (await this.list()).find((candidate) => candidate.hash === hash)
  }

  async list(run?: string): Promise<ShareLink[]> {
    const stored =
      (await readJson(this.#path, shareLinksFile)) ?? (await readJson(this.#formerPath, shareLinksFile))
    const links = stored?.links ?? []
    return links.filter(
      (candidate) =>
        candidate.createdAt > this.now() - LINK_DAYS * DAY_MS && (run === undefined || candidate.run === run),
    )
  }

  revoke(id: string): Promise<void> {
    return this.#update((links) => links.filter((candidate) => candidate.id !== id))
  }

  #update(next: (links: ShareLink[]) => ShareLink[]): Promise<void> {
    const update = async () => {
      await writeJson(this.#path, { version: 1, links: next(await this.list()) })
      await rm(this.#formerPath, { force: true })
    }
    const updated = this.#updates.then(update, update)
    this.#updates = updated
    return updated
  }
}
