/**
 * The clusters of the wizard, a folder each: `draft.json` holds no secret, `secrets.json` nothing else. Changes to
 * one cluster wait for each other, so that two tabs cannot tear a file.
 */
import { EventEmitter } from 'node:events'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Draft, draft as draftSchema, type SecretState } from '@/lib/cluster/draft'
import type { DraftPatch } from '@/lib/contract/socket'
import { mapSecrets } from '@/lib/credentials/draft-secrets'
import {
  approveSecrets,
  bindSecrets,
  type EditingTab,
  injectStoredSecrets,
  redactStoredSecrets,
  type StoredSecrets,
  secretStates,
  storeSecrets,
  withheldSecrets,
} from '@/lib/credentials/stored-secrets'
import { readJson, writeJson } from '../json-file'
import { RequestFailure } from '../request-failure'
import { NO_SECRETS, SecretsFile, type SecretsSnapshot } from './secrets-file'
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
  /** Marks stand for its secrets. */
  draft: Draft
}

/** What a save came to. */
export interface SaveResult {
  revision: number
  /** By name, the stored secrets that are not used. */
  secrets: Record<string, SecretState>
}

/** A withheld secret by its name, with the places that it was not entered for. */
export interface WithheldSecret {
  name: string
  places: string[]
}

interface Events {
  changed: [id: string, revision: number, patch: DraftPatch, by: string | undefined]
}

export class ClusterStore extends EventEmitter<Events> {
  readonly #secrets: SecretsFile
  readonly #queues = new Map<string, Promise<unknown>>()

  constructor(
    private readonly folder: string,
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
    return this.#enqueue(id, async () => {
      const revision = ((await this.#read(id))?.revision ?? 0) + 1
      await this.#write(id, revision, draft, await this.#readSecrets(id, draft), { keepRemovedMs: 0 })
      return revision
    })
  }

  /** Throws `not-found`. */
  async open(id: string): Promise<StoredCluster> {
    const cluster = await this.#read(id)
    if (!cluster) throw new RequestFailure('not-found', { what: 'cluster', id })
    return cluster
  }

  /**
   * The draft with its secrets: for the engine only, never for an answer. A secret whose destination has changed is a
   * mark, which is a problem and opens no machine. Both of one revision, hence in turn.
   */
  openWithSecrets(id: string): Promise<Draft> {
    return this.#withSecrets(id, ({ draft }, { secrets }) => injectStoredSecrets(draft, secrets))
  }

  /** Every value that is stored, used or not: for masking what is shown. */
  secretValues(id: string): Promise<string[]> {
    return this.#withSecrets(id, (_, { secrets }) => Object.values(secrets).map(({ value }) => value))
  }

  withheldSecrets(id: string): Promise<WithheldSecret[]> {
    return this.#withSecrets(id, ({ draft }, { secrets }) =>
      withheldSecrets(draft, secrets).map(({ name, destinations }) => ({
        name,
        places: destinations.map(({ place }) => place),
      })),
    )
  }

  /** By name, a number for each secret that there is; another one whenever it becomes another. */
  async secretRevisions(id: string): Promise<Readonly<Record<string, number>>> {
    return (await this.#secrets.revisions(id)).since
  }

  /**
   * Replaces the named sections. `by` is told to listeners, so that the tab that saved is not told its own change.
   * @param tabKey see `Typist`
   */
  save(id: string, patch: DraftPatch, by?: string, tabKey?: string): Promise<SaveResult> {
    return this.#withSecrets(id, async (before, secrets) => {
      const revision = before.revision + 1
      const draft = draftSchema.parse({ ...before.draft, ...patch })
      const typist = tabKey === undefined ? undefined : { tabKey, before: before.draft }
      const shown = await this.#write(id, revision, draft, secrets, { typist })
      this.emit('changed', id, revision, changedSections(before.draft, shown, patch), by)
      return { revision, secrets: secretStates(shown) }
    })
  }

  /**
   * From now on withheld secrets are sent to the destinations that they have in this draft. Throws `conflict` where
   * `revision` is not the latest, since somebody else's destinations must not be approved unseen.
   */
  approve(id: string, revision: number): Promise<number> {
    return this.#withSecrets(id, async (before, kept) => {
      if (before.revision !== revision) throw new RequestFailure('conflict', { what: 'draft' })
      const { draft } = before
      const approved = approveSecrets(draft, kept.secrets)
      await this.#secrets.write(id, { ...kept, secrets: approved })
      const shown = await this.#write(id, revision + 1, draft, { ...kept, secrets: approved })
      this.emit('changed', id, revision + 1, changedSections(draft, shown), undefined)
      return revision + 1
    })
  }

  /** Lets go of every secret; what else was entered stays. Whoever has the cluster open hears of it. */
  forgetSecrets(id: string): Promise<number> {
    return this.#enqueue(id, async () => {
      const before = await this.open(id)
      const revision = before.revision + 1
      const bare = mapSecrets(before.draft, () => '')
      await this.#writeDraft(id, revision, bare)
      // Not read: they may be locked, which is a reason more to let go of them.
      const { revision: secrets } = await this.#secrets.revisions(id)
      await this.#secrets.write(id, { revision: secrets + 1, since: {}, secrets: {} })
      const { taskbox, login, bastion, hosts, storage } = bare
      const patch = { taskbox, login, hosts, storage, ...(bastion && { bastion }) }
      this.emit('changed', id, revision, patch, undefined)
      return revision
    })
  }

  remove(id: string): Promise<void> {
    return this.#enqueue(id, () => rm(join(this.folder, id), { recursive: true, force: true }))
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
  async #write(
    id: string,
    revision: number,
    draft: Draft,
    before: SecretsSnapshot,
    { keepRemovedMs, typist }: { keepRemovedMs?: number; typist?: EditingTab | undefined } = {},
  ): Promise<Draft> {
    const next = before.revision + 1
    const secrets = storeSecrets(draft, before.secrets, {
      now: Date.now(),
      ...(keepRemovedMs !== undefined && { keepRemovedMs }),
      ...(typist && { typist }),
    })
    const since = Object.fromEntries(
      Object.keys(secrets).map((name) => [
        name,
        secrets[name]?.value === before.secrets[name]?.value ? (before.since[name] ?? 0) : next,
      ]),
    )
    const keep = (kept: StoredSecrets) => this.#secrets.write(id, { revision: next, since, secrets: kept })
    const both = { ...before.secrets, ...secrets }
    const changed = before.revision === 0 || before.unbound || !isDeepStrictEqual(secrets, before.secrets)
    if (changed) await keep(both)
    const shown = redactStoredSecrets(draft, secrets)
    await this.#writeDraft(id, revision, shown)
    if (!isDeepStrictEqual(secrets, both)) await keep(secrets)
    return shown
  }

  /** @param draft without its secrets */
  async #writeDraft(id: string, revision: number, draft: Draft): Promise<void> {
    const path = join(this.folder, id, 'draft.json')
    await writeJson(path, { version: 1, revision, updatedAt: Date.now(), draft })
  }

  #readSecrets(id: string, draft: Draft): Promise<SecretsSnapshot> {
    return this.#secrets.read(id, (secrets) => bindSecrets(draft, secrets))
  }

  /** Works on a cluster and its secrets, both of one revision. */
  #withSecrets<T>(
    id: string,
    work: (cluster: StoredCluster, kept: SecretsSnapshot) => T | Promise<T>,
  ): Promise<T> {
    return this.#enqueue(id, async () => {
      const cluster = await this.open(id)
      return work(cluster, await this.#readSecrets(id, cluster.draft))
    })
  }

  #enqueue<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#queues.get(id) ?? Promise.resolve()).then(work, work)
    this.#queues.set(
      id,
      turn.catch(() => undefined),
    )
    return turn
  }
}

/** The sections of a draft that differ from what it was, and those that somebody sent. */
function changedSections(before: Draft, now: Draft, sent: DraftPatch = {}): DraftPatch {
  return Object.fromEntries(
    Object.entries(now).filter(
      ([section, value]) =>
        Object.hasOwn(sent, section) || !isDeepStrictEqual(value, Reflect.get(before, section)),
    ),
  )
}
