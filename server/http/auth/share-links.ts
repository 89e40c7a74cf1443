/** Links that let somebody watch one run and nothing else. Kept as hashes; taken back one by one. */
import { randomBytes } from 'node:crypto'
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
const file = z.object({ version: z.literal(1), links: z.array(link) })
export type ShareLink = z.infer<typeof link>

export class ShareLinks {
  readonly #path: string
  #updates: Promise<unknown> = Promise.resolve()

  constructor(
    dataFolder: string,
    private readonly now: () => number = Date.now,
  ) {
    this.#path = join(dataFolder, 'watch-links.json')
  }

  /** What is returned as `key` stands nowhere else. */
  async create(run: string): Promise<{ key: string; link: ShareLink }> {
    const key = randomBytes(24).toString('base64url')
    const made = { id: randomBytes(4).toString('hex'), hash: digest(key), run, createdAt: this.now() }
    await this.#update((links) => [...links, made])
    return { key, link: made }
  }

  async find(key: string): Promise<ShareLink | undefined> {
    const hash = digest(key)
    return (await this.list()).find((candidate) => candidate.hash === hash)
  }

  async list(run?: string): Promise<ShareLink[]> {
    const links = (await readJson(this.#path, file))?.links ?? []
    return links.filter(
      (candidate) =>
        candidate.createdAt > this.now() - LINK_DAYS * DAY_MS && (run === undefined || candidate.run === run),
    )
  }

  revoke(id: string): Promise<void> {
    return this.#update((links) => links.filter((candidate) => candidate.id !== id))
  }

  #update(next: (links: ShareLink[]) => ShareLink[]): Promise<void> {
    const change = async () => writeJson(this.#path, { version: 1, links: next(await this.list()) })
    const changed = this.#updates.then(change, change)
    this.#updates = changed
    return changed
  }
}
