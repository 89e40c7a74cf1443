/**
 * The clusters of the wizard, a folder each: `draft.json` holds no secret, `secrets.json` nothing else. Changes to
 * one cluster wait for each other, so that two tabs cannot tear a file.
 */
import { EventEmitter } from 'node:events'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Draft, draft as draftSchema } from '@/lib/cluster/draft'
import { collect, mapSecrets, redact, reveal, type Secrets } from '@/lib/cluster/secrets'
import type { DraftPatch } from '@/lib/contract/socket'
import { readJson, writeJson } from '../json-file'
import { RequestFailure } from '../request-failure'
import { type KeptSecrets, NO_SECRETS, SecretsFile } from './secrets-file'
import type { Vault } from './vault'

const draftFile = z.object({
  version: z.literal(1),
  revision: z.number().int(),
  updatedAt: z.number(),
  draft: draftSchema,
})
export interface StoredCluster {
  id: string
  revision: number
  updatedAt: number
  /** Secrets are `KEPT_SECRET`. */
  draft: Draft
}

interface Events {
  changed: [id: string, revision: number, patch: DraftPatch, by: string | undefined]
}

export class ClusterStore extends EventEmitter<Events> {
  readonly #secrets: SecretsFile
  readonly #queues = new Map<string, Promise<unknown>>()

  /** @param secretParameters names of storage parameters that are secrets, over all known releases */
  constructor(
    private readonly folder: string,
    private readonly secretParameters: ReadonlySet<string>,
    private readonly newId: () => string,
    vault: Vault,
  ) {
    super()
    this.#secrets = new SecretsFile(folder, vault)
  }

  async list(): Promise<StoredCluster[]> {
    const ids = await readdir(this.folder).catch(() => [])
    const found = await Promise.all(ids.map((id) => this.#read(id).catch(() => undefined)))
    return found.filter((cluster) => cluster !== undefined).sort((a, b) => b.updatedAt - a.updatedAt)
  }

  async create(draft: Draft, id = this.newId()): Promise<StoredCluster> {
    await this.#write(id, 1, draft, NO_SECRETS)
    return this.open(id)
  }

  /** A cluster under an id that the caller chose, as it is now, whatever was there. */
  put(id: string, draft: Draft): Promise<number> {
    return this.#inTurn(id, async () => {
      const revision = ((await this.#read(id))?.revision ?? 0) + 1
      await this.#write(id, revision, draft, await this.#secrets.read(id))
      return revision
    })
  }

  /** Throws `not-found`. */
  async open(id: string): Promise<StoredCluster> {
    const cluster = await this.#read(id)
    if (!cluster) throw new RequestFailure('not-found', { what: 'cluster', id })
    return cluster
  }

  /** The draft with its secrets: for the engine only, never for an answer. Both of one revision, hence in turn. */
  reveal(id: string): Promise<Draft> {
    return this.#inTurn(id, async () => {
      const [cluster, { secrets }] = await Promise.all([this.open(id), this.#secrets.read(id)])
      return reveal(cluster.draft, this.secretParameters, secrets)
    })
  }

  /** By name, a number for each secret that there is; another one whenever it becomes another. */
  async secretRevisions(id: string): Promise<Readonly<Record<string, number>>> {
    return (await this.#secrets.counts(id)).since
  }

  /** Replaces the named sections. `by` is told to listeners, so that the tab that saved is not told its own change. */
  save(id: string, patch: DraftPatch, by?: string): Promise<number> {
    return this.#inTurn(id, async () => {
      const [before, secrets] = await Promise.all([this.open(id), this.#secrets.read(id)])
      const revision = before.revision + 1
      await this.#write(id, revision, draftSchema.parse({ ...before.draft, ...patch }), secrets)
      this.emit('changed', id, revision, redact(patch, this.secretParameters), by)
      return revision
    })
  }

  /** Lets go of every secret; what else was entered stays. Whoever has the cluster open hears of it. */
  forget(id: string): Promise<number> {
    return this.#inTurn(id, async () => {
      const before = await this.open(id)
      const revision = before.revision + 1
      const bare = mapSecrets(before.draft, this.secretParameters, () => '')
      await this.#writeDraft(id, revision, bare)
      // Not read: they may be locked, which is a reason more to let go of them.
      const { revision: secrets } = await this.#secrets.counts(id)
      await this.#secrets.write(id, { revision: secrets + 1, since: {}, secrets: {} })
      const { taskbox, login, hosts, storage } = bare
      this.emit('changed', id, revision, { taskbox, login, hosts, storage }, undefined)
      return revision
    })
  }

  remove(id: string): Promise<void> {
    return this.#inTurn(id, () => rm(join(this.folder, id), { recursive: true, force: true }))
  }

  async #read(id: string): Promise<StoredCluster | undefined> {
    if (!/^[\w-]{1,64}$/.test(id)) return undefined
    const file = await readJson(join(this.folder, id, 'draft.json'), draftFile)
    return file && { id, revision: file.revision, updatedAt: file.updatedAt, draft: file.draft }
  }

  /**
   * A draft that says "kept" of a secret that is not on disk would lie after a crash: new secrets are written before
   * the draft, and those that it has let go of leave after it.
   */
  async #write(id: string, revision: number, draft: Draft, before: KeptSecrets): Promise<void> {
    const next = before.revision + 1
    const secrets = collect(draft, this.secretParameters, before.secrets)
    const since = Object.fromEntries(
      Object.keys(secrets).map((name) => [
        name,
        secrets[name] === before.secrets[name] ? (before.since[name] ?? 0) : next,
      ]),
    )
    const keep = (kept: Secrets) => this.#secrets.write(id, { revision: next, since, secrets: kept })
    const both = { ...before.secrets, ...secrets }
    const changed = before.revision === 0 || !isDeepStrictEqual(secrets, before.secrets)
    if (changed) await keep(both)
    await this.#writeDraft(id, revision, draft)
    if (!isDeepStrictEqual(secrets, both)) await keep(secrets)
  }

  async #writeDraft(id: string, revision: number, draft: Draft): Promise<void> {
    const shown = redact(draft, this.secretParameters)
    const path = join(this.folder, id, 'draft.json')
    await writeJson(path, { version: 1, revision, updatedAt: Date.now(), draft: shown })
  }

  #inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#queues.get(id) ?? Promise.resolve()).then(work, work)
    this.#queues.set(
      id,
      turn.catch(() => undefined),
    )
    return turn
  }
}
