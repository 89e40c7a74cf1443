/** All runs of this data folder: starting one, coming back to one, listing them. A run is followed once a process. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Taskbox } from '@/lib/cluster/cluster'
import type { Draft } from '@/lib/cluster/draft'
import { toCluster } from '@/lib/cluster/to-cluster'
import { validateDraft } from '@/lib/cluster/validate-draft'
import type { RunSummary } from '@/lib/contract/run'
import { extractSecrets } from '@/lib/credentials/draft-secrets'
import { findInstaller, findRelease } from '@/lib/installers/registry'
import type { ClusterStore } from '../clusters/cluster-store'
import type { Log } from '../log'
import type { Machines } from '../machine/machines'
import { RequestFailure } from '../request-failure'
import { deleteSecretCopies, toCopiesLeftFailure } from './delete-secret-copies'
import { discoverRun } from './discover-run'
import type { StopTimeouts } from './job/stop-timeouts'
import { RunLog } from './log/run-log'
import { currentProcess } from './owner-process'
import { Run } from './run'
import { CHECKS_ARTIFACT } from './run-artifacts'
import type { RunRecord, RunStore } from './run-store'
import { RunTaskbox } from './run-taskbox'
import { TaskTimings } from './run-timings'

export interface RunsDependencies {
  store: RunStore
  clusters: ClusterStore
  machines: Machines
  log: Log
  newId: () => string
  /** Default: `STOP_WAITS`. */
  stopWaits?: StopTimeouts | undefined
}

/** What whoever starts a run puts before it; asked for a start that is none yet. */
interface StartOptions {
  /** What the checks have found: it is kept with the run. Throws where the install must not begin. */
  checked?: () => Promise<object>
  /** Begins the run, which is known by its id and of which nothing is done yet; or throws. */
  around?: (run: string, begin: () => Promise<Run>) => Promise<Run>
}

/** A run that ended while nobody looked must not stand in the way of the next. */
const STATE_WAIT_MS = 20_000
/** Who starts a run waits so long for its taskbox; then it is seen on the run's page. */
const RESERVE_WAIT_MS = 30_000

export class Runs {
  readonly #openRuns = new Map<string, Promise<Run>>()
  /** Clusters whose run is being made, with who asks: two clicks on Start must not make two. */
  readonly #pendingStarts = new Map<string, { request: string | undefined; run: Promise<Run> }>()

  constructor(private readonly deps: RunsDependencies) {}

  /**
   * Starts an install of the cluster as it stands. Throws `problems`, or `run-active` while one goes on, here or, with
   * the same package, of another Taskbox.
   * @param request the same one is one start, however often it comes and whatever happened between
   */
  async start(clusterId: string, request?: string, rules: StartOptions = {}): Promise<Run> {
    const pending = this.#pendingStarts.get(clusterId)
    if (pending && request !== undefined && pending.request === request) return pending.run
    if (pending) throw new RequestFailure('run-active', { cluster: clusterId })
    const run = this.#start(clusterId, request, rules)
    this.#pendingStarts.set(clusterId, { request, run })
    try {
      return await run
    } finally {
      this.#pendingStarts.delete(clusterId)
    }
  }

  async #start(
    clusterId: string,
    request: string | undefined,
    { checked, around = (_, begin) => begin() }: StartOptions,
  ): Promise<Run> {
    const before = await this.deps.store.list()
    const duplicate = before.find((run) => request !== undefined && run.request === request)
    if (duplicate) return this.open(duplicate.id)
    await this.#refuseConcurrent(clusterId)
    const checks = await checked?.()
    const draft = await this.deps.clusters.openWithSecrets(clusterId)
    const record = {
      ...this.#newRecord(clusterId, draft),
      sequence: 1 + (before[0]?.sequence ?? 0),
      request,
      papers: checks ? [CHECKS_ARTIFACT] : [],
    }
    return around(record.id, () => this.#launch(record, draft, checks))
  }

  async #launch(record: RunRecord, draft: Draft, checks: object | undefined): Promise<Run> {
    await this.deps.store.create(record, draft, checks)
    const run = await this.#createRun(record, draft)
    this.#openRuns.set(record.id, Promise.resolve(run))
    try {
      await Promise.race([run.start(), sleep(RESERVE_WAIT_MS, undefined, { ref: false })])
      return run
    } catch (error) {
      // The start was refused because another run has the package or other users could change it.
      this.#openRuns.delete(record.id)
      await run.ended
      await run.close()
      await this.deps.store.remove(record.id)
      throw error
    }
  }

  /** The run, followed again where it goes on. Throws `not-found`. */
  open(id: string): Promise<Run> {
    const known = this.#openRuns.get(id)
    if (known) return known
    const opening = this.#load(id)
    this.#openRuns.set(id, opening)
    opening.catch(() => this.#openRuns.delete(id))
    return opening
  }

  /**
   * Takes up a run of another Taskbox, found on the cluster's taskbox: from here on it is followed, answered and
   * stopped like one of this data folder. Throws `not-found`, or `run-active` while it is not begun or the cluster has
   * a run of its own.
   */
  adopt(clusterId: string, id: string): Promise<Run> {
    const known = this.#openRuns.get(id)
    if (known) return known
    const adopting = this.#adopt(clusterId, id)
    this.#openRuns.set(id, adopting)
    adopting.catch(() => this.#openRuns.delete(id))
    return adopting
  }

  async #adopt(clusterId: string, id: string): Promise<Run> {
    const { store, clusters } = this.deps
    if (await store.read(id).catch(() => undefined)) return this.#load(id)
    await this.#refuseConcurrent(clusterId, id)
    const draft = await clusters.openWithSecrets(clusterId)
    const own = this.#newRecord(clusterId, draft)
    const { taskbox } = toCluster(draft, findRelease(own.release))
    const connection = new RunTaskbox(this.deps.machines, taskbox, new AbortController().signal)
    const found = await connection.withMachine((machine) => discoverRun(machine, id))
    const [last] = await store.list()
    const sequence = 1 + (last?.sequence ?? 0)
    const record = { ...own, ...found, sequence, preparer: undefined, starting: true }
    await store.create(record, draft)
    return this.#resume(record, draft)
  }

  /** What a run was started with, a file of it. Throws `not-found`. */
  async artifact(id: string, name: string): Promise<string> {
    await this.deps.store.read(id)
    return this.deps.store.artifacts.read(id, name)
  }

  /**
   * Newest first. A run that nobody follows in this process is opened, so that its state becomes the true one.
   * @param lookMs how long the taskboxes may take to say how their runs are; default: what is known now
   */
  async list(clusterId?: string, lookMs = 0): Promise<RunSummary[]> {
    const records = await this.deps.store.list()
    const wanted = clusterId ? records.filter((record) => record.clusterId === clusterId) : records
    const late = sleep(lookMs, undefined, { ref: false })
    return Promise.all(
      wanted.map(async (record) => {
        if (record.state) return summary(record)
        const run = await this.open(record.id).catch(ignoreLocked)
        // Nobody without its secrets can ask how it is.
        if (!run) return summary(record)
        await Promise.race([run.stateKnown, late])
        return run.summary()
      }),
    )
  }

  /**
   * Deletes all secrets of the cluster's runs: first their copies on the taskbox, whose login is one of the secrets,
   * then, by `forgetCluster`, those of the cluster, then those that are stored with each run. Throws `run-active`
   * during a run, and `copies-left` where the copies cannot be deleted, unless `leaveCopies`: then nothing is changed.
   */
  async forgetSecrets(
    clusterId: string,
    { leaveCopies, forgetCluster }: { leaveCopies: boolean; forgetCluster: () => Promise<unknown> },
  ): Promise<void> {
    await this.#refuseConcurrent(clusterId)
    if (this.#pendingStarts.has(clusterId)) throw new RequestFailure('run-active', { cluster: clusterId })
    const records = (await this.deps.store.list()).filter((run) => run.clusterId === clusterId)
    if (leaveCopies) await this.#deleteSecretCopies(records).catch(() => undefined)
    else await this.#deleteSecretCopies(records)
    await forgetCluster()
    for (const { id } of records) {
      const open = this.#openRuns.get(id)
      this.#openRuns.delete(id)
      await (await open)?.close()
      await this.deps.store.forgetSecrets(id)
    }
  }

  /** Each package once, however many runs used it. */
  async #deleteSecretCopies(records: readonly RunRecord[]): Promise<void> {
    const removed = new Set<string>()
    for (const { id, release, packageFolder } of records) {
      const installer = findInstaller(release)
      if (!installer) continue
      try {
        const taskbox = await this.#taskboxOf(id, release)
        const place = JSON.stringify([taskbox, packageFolder])
        if (removed.has(place)) continue
        removed.add(place)
        const connection = new RunTaskbox(this.deps.machines, taskbox, new AbortController().signal)
        await connection.withMachine((machine) => deleteSecretCopies(machine, packageFolder, installer))
      } catch (error) {
        throw toCopiesLeftFailure(error, packageFolder)
      }
    }
  }

  /** Where a run took place. Needs the secrets for a login alone, so that locked ones matter only to a remote taskbox. */
  async #taskboxOf(run: string, release: string): Promise<Taskbox> {
    const { drafts } = this.deps.store
    const { taskbox } = toCluster(await drafts.openRedacted(run), findRelease(release))
    return taskbox.kind === 'local'
      ? taskbox
      : toCluster(await drafts.openWithSecrets(run), findRelease(release)).taskbox
  }

  async close(): Promise<void> {
    const runs = await Promise.allSettled(this.#openRuns.values())
    await Promise.allSettled(runs.map((run) => (run.status === 'fulfilled' ? run.value.close() : undefined)))
  }

  async #load(id: string): Promise<Run> {
    const { store } = this.deps
    return this.#resume(await store.read(id), await store.drafts.openWithSecrets(id))
  }

  async #resume(record: RunRecord, draft: Draft): Promise<Run> {
    const run = await this.#createRun(record, draft)
    run.resume()
    return run
  }

  /** @param draft that the run was started from, with its secrets */
  async #createRun(record: RunRecord, draft: Draft): Promise<Run> {
    const { store } = this.deps
    const copy = await store.openLog(record.id)
    const cluster = toCluster(draft, findRelease(record.release))
    const secrets = Object.values(extractSecrets(draft))
    const earlier = record.state ? [] : await store.comparableRuns(record)
    const pace = await TaskTimings.open(store.timingsPath(record.id), earlier)
    return new Run(record, cluster, { log: await RunLog.open(copy), pace }, this.deps, secrets)
  }

  async #refuseConcurrent(clusterId: string, but?: string): Promise<void> {
    const runs = await this.list(clusterId, STATE_WAIT_MS)
    const active = runs.find(
      ({ id, endedAt }) => id !== but && endedAt === undefined && this.#openRuns.has(id),
    )
    if (active) throw new RequestFailure('run-active', { run: active.id })
  }

  #newRecord(clusterId: string, draft: Draft): Omit<RunRecord, 'sequence'> {
    const release = findRelease(draft.installer.release)
    const errors = validateDraft(draft, release).filter((problem) => problem.severity === 'error')
    if (!release || !findInstaller(release.id) || errors.length > 0)
      throw new RequestFailure('problems', { count: Math.max(errors.length, 1) })
    const cluster = toCluster(draft, release)
    return {
      version: 1,
      id: this.deps.newId(),
      clusterId,
      clusterName: cluster.name,
      startedAt: Date.now(),
      release: release.id,
      mode: cluster.installer.mode,
      packageFolder: cluster.installer.package,
      hostNames: cluster.hosts.map((host) => host.name),
      waivers: cluster.waivers,
      preparer: currentProcess(),
      job: '',
    }
  }
}

/** The key is another one than when the run was started. */
function ignoreLocked(error: unknown): undefined {
  if (!(error instanceof RequestFailure && error.kind === 'secrets-locked')) throw error
}

function summary(record: RunRecord): RunSummary {
  const { id, clusterId, clusterName, startedAt, endedAt, state } = record
  return {
    id,
    clusterId,
    clusterName,
    startedAt,
    state: state ?? 'lost',
    ...(endedAt === undefined ? {} : { endedAt }),
  }
}
