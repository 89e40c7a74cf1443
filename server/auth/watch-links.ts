/** Links that let somebody watch one run and nothing else. Kept as hashes; taken back one by one. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../json-file'
import { digest } from './same'

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
export type WatchLink = z.infer<typeof link>

export class WatchLinks {
  readonly #path: string
  #changes: Promise<unknown> = Promise.resolve()

  constructor(
    dataFolder: string,
    private readonly now: () => number = Date.now,
  ) {
    this.#path = join(dataFolder, 'watch-links.json')
  }

  /** What is returned as `key` stands nowhere else. */
  async make(run: string): Promise<{ key: string; link: WatchLink }> {
    const key = randomBytes(24).toString('base64url')
    const made = { id: randomBytes(4).toString('hex'), hash: digest(key), run, createdAt: this.now() }
    await this.#change((links) => [...links, made])
    return { key, link: made }
  }

  async find(key: string): Promise<WatchLink | undefined> {
    const hash = digest(key)
    return (await this.list()).find((candidate) => candidate.hash === hash)
  }

  async list(run?: string): Promise<WatchLink[]> {
    const links = (await readJson(this.#path, file))?.links ?? []
    return links.filter(
      (candidate) =>
        candidate.createdAt > this.now() - LINK_DAYS * DAY_MS && (run === undefined || candidate.run === run),
    )
  }

  revoke(id: string): Promise<void> {
    return this.#change((links) => links.filter((candidate) => candidate.id !== id))
  }

  #change(next: (links: WatchLink[]) => WatchLink[]): Promise<void> {
    const change = async () => writeJson(this.#path, { version: 1, links: next(await this.list()) })
    const changed = this.#changes.then(change, change)
    this.#changes = changed
    return changed
  }
}
