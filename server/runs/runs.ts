/** All runs of this data folder: starts, opens, adopts and lists them. A process follows each run once. */
import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Draft } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { clusterMembers } from '@/lib/cluster/operations/members'
import { INSTALL, type OperationRequest } from '@/lib/cluster/operations/request'
import type { RunSummary } from '@/lib/contract/run'
import { extractSecrets } from '@/lib/credentials/draft-secrets'
import { findInstaller, findRelease } from '@/lib/installers/registry'
import type { RunState } from '@/lib/run/state'
import type { ClusterStore } from '../clusters/cluster-store'
import { requireValid } from '../clusters/require-valid'
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
import { operationDraft } from './start/operation-draft'
import { unreachableHosts } from './start/unreachable-hosts'
import type { VerifyTiming } from './verify/cluster-api'

export interface RunsDependencies {
  store: RunStore
  clusters: ClusterStore
  machines: Machines
  log: Log
  newId: () => string
  /** Default: `STOP_TIMEOUTS`. */
  stopTimeouts?: StopTimeouts | undefined
  /** Default: `TIMING` of the verification. */
  verifyTiming?: VerifyTiming | undefined
}

/** Hooks of a start. They do not run if a repeated request finds an existing run. */
interface StartOptions {
  /** Default: an installation. */
  operation?: OperationRequest
  /** Returns the check report, which is stored with the run. Throws if the checks forbid the install. */
  checkReport?: () => Promise<object>
  /** Wraps the start, for example in an audit entry. Calls `start`, or throws to refuse the start. */
  aroundStart?: (run: string, start: () => Promise<Run>) => Promise<Run>
}

/** How long a start waits for the state of an unfinished run, which may have ended unobserved. */
const STATE_WAIT_MS = 20_000
/** How long a start waits for the package's reservation; after that, the run's page shows the progress. */
const RESERVE_WAIT_MS = 30_000

interface Events {
  /** A run was started, or its state changed. */
  changed: [run: RunSummary]
}

export class Runs extends EventEmitter<Events> {
  readonly #openRuns = new Map<string, Promise<Run>>()
  /** Pending starts by cluster, so that two clicks on Start do not start two runs. */
  readonly #pendingStarts = new Map<string, { request: string | undefined; run: Promise<Run> }>()

  constructor(private readonly deps: RunsDependencies) {
    super()
  }

  /**
   * Starts an operation on the saved cluster. Throws `problems`, `operation-refused`, or `run-active` during another run
   * of this cluster, or of another Taskbox with the same package.
   * @param request id that makes repeated requests start one run, also after a restart
   */
  async start(clusterId: string, request?: string, options: StartOptions = {}): Promise<Run> {
    const pending = this.#pendingStarts.get(clusterId)
    if (pending && request !== undefined && pending.request === request) return pending.run
    if (pending) throw new RequestFailure('run-active', { cluster: clusterId })
    const run = this.#start(clusterId, request, options)
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
    { operation = INSTALL, checkReport, aroundStart = (_, start) => start() }: StartOptions,
  ): Promise<Run> {
    const existing = await this.deps.store.list()
    const duplicate = existing.find((run) => request !== undefined && run.request === request)
    if (duplicate) return this.open(duplicate.id)
    await this.#refuseConcurrent(clusterId)
    const checks = await checkReport?.()
    const draft = await operationDraft(await this.deps.clusters.openWithSecrets(clusterId), operation, {
      runs: existing.filter((run) => run.clusterId === clusterId).reverse(),
      unreachable: (cluster) => unreachableHosts(this.deps.machines, cluster),
    })
    const record = {
      ...this.#newRecord(clusterId, operation, draft),
      sequence: 1 + (existing[0]?.sequence ?? 0),
      request,
      artifacts: checks ? [CHECKS_ARTIFACT] : [],
    }
    return aroundStart(record.id, () => this.#launch(record, draft, checks))
  }

  async #launch(record: RunRecord, draft: Draft, checks: object | undefined): Promise<Run> {
    await this.deps.store.create(record, draft, checks)
    const run = await this.#createRun(record, draft)
    this.#openRuns.set(record.id, Promise.resolve(run))
    try {
      await Promise.race([run.start(), sleep(RESERVE_WAIT_MS, undefined, { ref: false })])
      // A refused run is discarded and never reported.
      this.#reportChanges(run)
      this.emit('changed', run.summary())
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

  /** Opens a run and follows it if it has not ended. Throws `not-found`. */
  open(id: string): Promise<Run> {
    const open = this.#openRuns.get(id)
    if (open) return refreshed(open)
    const opening = this.#load(id)
    this.#openRuns.set(id, opening)
    opening.catch(() => this.#openRuns.delete(id))
    return opening
  }

  /**
   * Adopts a run of another Taskbox from the cluster's taskbox: it can then be followed, answered and stopped like a run
   * of this data folder. Throws `not-found`, or `run-active` before it is started or during a run of this cluster.
   */
  adopt(clusterId: string, id: string): Promise<Run> {
    const open = this.#openRuns.get(id)
    if (open) return open
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
    const base = this.#newRecord(clusterId, INSTALL, draft)
    const { taskbox } = toCluster(draft, findRelease(draft.installer))
    const connection = new RunTaskbox(this.deps.machines, taskbox, new AbortController().signal)
    const discovered = await connection.withMachine((machine) => discoverRun(machine, id))
    const [last] = await store.list()
    const sequence = 1 + (last?.sequence ?? 0)
    const record = { ...base, ...discovered, sequence, ownerProcess: undefined, starting: true }
    await store.create(record, draft)
    return this.#resume(record, draft)
  }

  /**
   * Repeats the verification of a cluster's latest run, without its installer. Resolves when it has started;
   * `Run.verificationEnded` resolves at its end. Throws `run-active`, or as `Run.verifyAgain`.
   * @param onVerified called before a success is stored; if it throws, nothing is stored
   */
  async verifyAgain(id: string, onVerified?: () => Promise<unknown>): Promise<Run> {
    const run = await this.open(id)
    const { clusterId } = run
    await this.#refuseConcurrent(clusterId)
    const isLatest = async () =>
      (await this.deps.store.list()).find((one) => one.clusterId === clusterId)?.id === id
    if (!(await isLatest())) throw new RequestFailure('verification-refused', { problem: 'superseded' })
    if (this.#pendingStarts.has(clusterId)) throw new RequestFailure('run-active', { cluster: clusterId })
    await run.verifyAgain(isLatest, onVerified)
    return run
  }

  /** The names of the hosts that a cluster consists of; empty if it is not installed. */
  async members(clusterId: string): Promise<string[]> {
    const records = await this.deps.store.list()
    return clusterMembers(records.filter((run) => run.clusterId === clusterId).reverse())
  }

  /** The version of Kubernetes that the cluster runs since its last successful run; empty if unknown. */
  async kubernetes(clusterId: string): Promise<string> {
    const records = await this.deps.store.list()
    const last = records.find((run) => run.clusterId === clusterId && run.state === 'succeeded')
    const installer = last && findInstaller(last.installer)
    if (!last || !installer || last.operation.id === 'reset') return ''
    return installer.kubernetesVersion(clusterOf(last, await this.deps.store.drafts.openRedacted(last.id)))
  }

  /** Reads an artifact of a run by name. Throws `not-found`. */
  async artifact(id: string, name: string): Promise<string> {
    await this.deps.store.read(id)
    return this.deps.store.artifacts.read(id, name)
  }

  /** The draft that a run was started from, with placeholders for secrets. Throws `not-found`. */
  draft(id: string): Promise<Draft> {
    return this.deps.store.drafts.openRedacted(id)
  }

  /**
   * Lists runs, newest first. Opens unfinished runs, so that their states become current.
   * @param waitMs how long to wait for the states from the taskboxes; default: return what is known
   */
  async list(clusterId?: string, waitMs = 0): Promise<RunSummary[]> {
    const records = await this.deps.store.list()
    const selected = clusterId ? records.filter((record) => record.clusterId === clusterId) : records
    const timeout = sleep(waitMs, undefined, { ref: false })
    return Promise.all(
      selected.map(async (record) => {
        if (record.state) return summary(record)
        const run = await this.open(record.id).catch(ignoreLocked)
        // Without its secrets the taskbox cannot be queried.
        if (!run) return summary(record)
        await Promise.race([run.stateKnown, timeout])
        return run.summary()
      }),
    )
  }

  /**
   * Deletes all secrets of the cluster's runs: first their copies on the taskbox, whose login is one of the secrets,
   * then, by `forgetCluster`, those of the cluster, then those that are stored with each run. Throws `run-active`
   * during a run. Throws `copies-left` and deletes nothing if the copies cannot be deleted, unless `leaveCopies` is set.
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

  /** Processes each package once, even if several runs used it. */
  async #deleteSecretCopies(records: readonly RunRecord[]): Promise<void> {
    const removed = new Set<string>()
    for (const record of records) {
      const { packageFolder } = record
      const installer = findInstaller(record.installer)
      if (!installer) continue
      try {
        const cluster = await this.#clusterOf(record)
        const copies = {
          files: installer.files(cluster),
          privateKeyFolder: installer.privateKeyFolder(cluster),
        }
        const key = JSON.stringify([cluster.taskbox, packageFolder, copies])
        if (removed.has(key)) continue
        removed.add(key)
        const connection = new RunTaskbox(this.deps.machines, cluster.taskbox, new AbortController().signal)
        await connection.withMachine((machine) => deleteSecretCopies(machine, packageFolder, copies))
      } catch (error) {
        throw toCopiesLeftFailure(error, packageFolder)
      }
    }
  }

  /** The cluster of a run. Opens the secrets only for a remote taskbox, which needs them for its login. */
  async #clusterOf(record: RunRecord): Promise<Cluster> {
    const { drafts } = this.deps.store
    const redacted = clusterOf(record, await drafts.openRedacted(record.id))
    if (redacted.taskbox.kind === 'local') return redacted
    return clusterOf(record, await drafts.openWithSecrets(record.id))
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
    this.#reportChanges(run)
    run.resume()
    return run
  }

  /** @param draft of the run, with its secrets */
  async #createRun(record: RunRecord, draft: Draft): Promise<Run> {
    const { store } = this.deps
    const copy = await store.openLog(record.id)
    const cluster = clusterOf(record, draft)
    const earlier = record.state ? [] : await store.comparableRuns(record)
    const timings = await TaskTimings.open(store.timingsPath(record.id), earlier)
    const onSucceeded = (ended: RunRecord) => this.#applyToCluster(ended)
    const deps = { ...this.deps, onSucceeded }
    const log = await RunLog.open(copy)
    return new Run(record, cluster, { log, timings }, deps, extractSecrets(draft))
  }

  /** Removes the hosts that an operation removed from the configuration, which a person may have deleted meanwhile. */
  async #applyToCluster({ clusterId, operation }: RunRecord): Promise<void> {
    if (operation.id !== 'remove-hosts') return
    const { clusters } = this.deps
    const stored = await clusters.open(clusterId).catch(() => undefined)
    if (!stored) return
    const hosts = stored.draft.hosts.filter(({ name }) => !operation.hosts.includes(name))
    await clusters.save(clusterId, { hosts })
  }

  /** Emits `changed` for each new state of a run. */
  #reportChanges(run: Run): void {
    let reported: RunState = run.state
    run.on('view', () => {
      if (run.state === reported) return
      reported = run.state
      this.emit('changed', run.summary())
    })
  }

  async #refuseConcurrent(clusterId: string, exceptId?: string): Promise<void> {
    const runs = await this.list(clusterId, STATE_WAIT_MS)
    const active = runs.find(
      ({ id, endedAt }) => id !== exceptId && endedAt === undefined && this.#openRuns.has(id),
    )
    if (active) throw new RequestFailure('run-active', { run: active.id })
  }

  #newRecord(clusterId: string, operation: OperationRequest, draft: Draft): Omit<RunRecord, 'sequence'> {
    const { cluster, release } = requireValid(draft)
    return {
      version: 3,
      id: this.deps.newId(),
      clusterId,
      clusterName: cluster.name,
      startedAt: Date.now(),
      operation,
      installer: release.installer,
      release: release.id,
      releaseReason: cluster.installer.releaseReason,
      mode: cluster.installer.mode,
      packageFolder: cluster.installer.source,
      hostNames: cluster.hosts.map((host) => host.name),
      waivers: cluster.waivers,
      ownerProcess: currentProcess(),
      job: '',
    }
  }
}

/** The draft of an adopted run may name another release than the one that is installed. */
function clusterOf({ installer: id, release: version }: RunRecord, draft: Draft): Cluster {
  const installer = { ...draft.installer, id, version }
  return toCluster({ ...draft, installer }, findRelease(installer))
}

/** Another process, such as a command, may have verified the run's cluster since its end. */
async function refreshed(open: Promise<Run>): Promise<Run> {
  const run = await open
  // A record that was deleted or cannot be read changes nothing.
  await run.refresh().catch(() => undefined)
  return run
}

/** Ignores a run whose secrets were sealed under another key. */
function ignoreLocked(error: unknown): undefined {
  if (!(error instanceof RequestFailure && error.kind === 'secrets-locked')) throw error
}

function summary(record: RunRecord): RunSummary {
  const { id, clusterId, clusterName, operation, startedAt, endedAt, state } = record
  return {
    id,
    clusterId,
    clusterName,
    operation,
    startedAt,
    state: state ?? 'lost',
    ...(endedAt === undefined ? {} : { endedAt }),
  }
}
