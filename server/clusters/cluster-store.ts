/**
 * Stores the wizard's clusters, one folder each: `draft.json` without secrets, and `secrets.json`. Changes to one cluster
 * are serialized, so that two tabs cannot corrupt it.
 */
import { EventEmitter } from 'node:events'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { DraftPatch } from '@/lib/cluster/draft/draft'
import { type Draft, draft as draftSchema, type SecretState } from '@/lib/cluster/draft/draft'
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
  // Version 1 has the fields of a version that installed KubeSphere alone; the draft's schema reads them.
  version: z.literal([1, 2]),
  revision: z.number().int(),
  updatedAt: z.number(),
  draft: draftSchema,
})
export interface StoredCluster {
  id: string
  revision: number
  updatedAt: number
  /** Placeholders replace its secrets. */
  draft: Draft
}

/** Result of a save. */
export interface SaveResult {
  revision: number
  /** State of the stored secrets that are not in use, by name. */
  secrets: Record<string, SecretState>
}

/** A withheld secret, with the fields whose destinations it was not entered for. */
export interface WithheldSecret {
  name: string
  hops: string[]
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
    const clusters = await Promise.all(ids.map((id) => this.#read(id).catch(() => undefined)))
    return clusters.filter((cluster) => cluster !== undefined).sort((a, b) => b.updatedAt - a.updatedAt)
  }

  async create(draft: Draft, id = this.newId()): Promise<StoredCluster> {
    await this.#write(id, 1, draft, NO_SECRETS)
    return this.open(id)
  }

  /** Creates or replaces a cluster under the caller's id. @returns its revision */
  put(id: string, draft: Draft): Promise<number> {
    return this.#enqueue(id, async () => {
      const revision = ((await this.#read(id))?.revision ?? 0) + 1
      await this.#write(id, revision, draft, await this.#readSecrets(id, draft), { removedRetentionMs: 0 })
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
   * The draft with its secrets: for the engine only, never for a response. A secret whose destination has changed remains
   * a placeholder, which is a problem and cannot log in. Serialized, so that draft and secrets have the same revision.
   */
  openWithSecrets(id: string): Promise<Draft> {
    return this.#withSecrets(id, ({ draft }, { secrets }) => injectStoredSecrets(draft, secrets))
  }

  /** All stored values, in use or not, for masking output. */
  secretValues(id: string): Promise<string[]> {
    return this.#withSecrets(id, (_, { secrets }) => Object.values(secrets).map(({ value }) => value))
  }

  withheldSecrets(id: string): Promise<WithheldSecret[]> {
    return this.#withSecrets(id, ({ draft }, { secrets }) =>
      withheldSecrets(draft, secrets).map(({ name, destinations }) => ({
        name,
        hops: destinations.map(({ hops }) => hops),
      })),
    )
  }

  /** A revision number for each secret, by name; it changes with the secret. */
  async secretRevisions(id: string): Promise<Readonly<Record<string, number>>> {
    return (await this.#secrets.revisions(id)).since
  }

  /**
   * Replaces the given sections. Listeners get `by`, so that the tab that saved can be excluded. Throws `not-found`.
   * @param tabKey see `EditingTab`
   */
  save(id: string, patch: DraftPatch, by?: string, tabKey?: string): Promise<SaveResult> {
    return this.#withSecrets(id, async (previous, secrets) => {
      const revision = previous.revision + 1
      const draft = draftSchema.parse({ ...previous.draft, ...patch })
      const tab = tabKey === undefined ? undefined : { tabKey, previousDraft: previous.draft }
      const redacted = await this.#write(id, revision, draft, secrets, { tab })
      this.emit('changed', id, revision, changedSections(previous.draft, redacted, patch), by)
      return { revision, secrets: secretStates(redacted) }
    })
  }

  /**
   * Approves the draft's destinations for the withheld secrets. Throws `conflict` if `revision` is not the latest, since
   * a user must have seen the destinations that they approve.
   */
  approve(id: string, revision: number): Promise<number> {
    return this.#withSecrets(id, async (previous, snapshot) => {
      if (previous.revision !== revision) throw new RequestFailure('conflict', { what: 'draft' })
      const { draft } = previous
      const approved = approveSecrets(draft, snapshot.secrets)
      await this.#secrets.write(id, { ...snapshot, secrets: approved })
      const redacted = await this.#write(id, revision + 1, draft, { ...snapshot, secrets: approved })
      this.emit('changed', id, revision + 1, changedSections(draft, redacted), undefined)
      return revision + 1
    })
  }

  /** Deletes every secret and emits the change; the rest of the draft stays. */
  forgetSecrets(id: string): Promise<number> {
    return this.#enqueue(id, async () => {
      const previous = await this.open(id)
      const revision = previous.revision + 1
      const cleared = mapSecrets(previous.draft, () => '')
      await this.#writeDraft(id, revision, cleared)
      // Do not open the secrets: locked ones must be deletable as well.
      const { revision: secrets } = await this.#secrets.revisions(id)
      await this.#secrets.write(id, { revision: secrets + 1, since: {}, secrets: {} })
      const { taskbox, login, bastion, hosts, storage } = cleared
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
   * Writes draft and secrets in an order that survives a crash: new secrets before the draft that refers to them, and
   * removed secrets after it. A stored draft never refers to a secret that is not on disk.
   */
  async #write(
    id: string,
    revision: number,
    draft: Draft,
    previous: SecretsSnapshot,
    { removedRetentionMs, tab }: { removedRetentionMs?: number; tab?: EditingTab | undefined } = {},
  ): Promise<Draft> {
    const next = previous.revision + 1
    const secrets = storeSecrets(draft, previous.secrets, {
      now: Date.now(),
      ...(removedRetentionMs !== undefined && { removedRetentionMs }),
      ...(tab && { tab }),
    })
    const since = Object.fromEntries(
      Object.keys(secrets).map((name) => [
        name,
        secrets[name]?.value === previous.secrets[name]?.value ? (previous.since[name] ?? 0) : next,
      ]),
    )
    const writeSecrets = (snapshot: StoredSecrets) =>
      this.#secrets.write(id, { revision: next, since, secrets: snapshot })
    const union = { ...previous.secrets, ...secrets }
    const changed =
      previous.revision === 0 || previous.unbound || !isDeepStrictEqual(secrets, previous.secrets)
    if (changed) await writeSecrets(union)
    const redacted = redactStoredSecrets(draft, secrets)
    await this.#writeDraft(id, revision, redacted)
    if (!isDeepStrictEqual(secrets, union)) await writeSecrets(secrets)
    return redacted
  }

  /** @param draft with placeholders for its secrets */
  async #writeDraft(id: string, revision: number, draft: Draft): Promise<void> {
    const path = join(this.folder, id, 'draft.json')
    await writeJson(path, { version: 2, revision, updatedAt: Date.now(), draft })
  }

  #readSecrets(id: string, draft: Draft): Promise<SecretsSnapshot> {
    return this.#secrets.read(id, (secrets) => bindSecrets(draft, secrets))
  }

  /** Runs `work` with a cluster and its secrets of the same revision. */
  #withSecrets<T>(
    id: string,
    work: (cluster: StoredCluster, snapshot: SecretsSnapshot) => T | Promise<T>,
  ): Promise<T> {
    return this.#enqueue(id, async () => {
      const cluster = await this.open(id)
      return work(cluster, await this.#readSecrets(id, cluster.draft))
    })
  }

  #enqueue<T>(id: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#queues.get(id) ?? Promise.resolve()).then(work, work)
    this.#queues.set(
      id,
      result.catch(() => undefined),
    )
    return result
  }
}

/** The sections of a draft that changed, and those that were sent. */
function changedSections(previous: Draft, now: Draft, sent: DraftPatch = {}): DraftPatch {
  return Object.fromEntries(
    Object.entries(now).filter(
      ([section, value]) =>
        Object.hasOwn(sent, section) || !isDeepStrictEqual(value, Reflect.get(previous, section)),
    ),
  )
}
