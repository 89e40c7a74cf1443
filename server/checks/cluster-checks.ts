/** The checks of one cluster: stored results, stale checks and the current run. */
import type { CheckId, Finding } from '@/lib/checks/catalogue/index'
import { mergeResults, staleChecks, toHostResults } from '@/lib/checks/evaluate/stored-results'
import type { HostReport } from '@/lib/checks/report/json-report'
import type { HostResults } from '@/lib/checks/results'
import type { Cluster } from '@/lib/cluster/cluster'
import type { ChecksView } from '@/lib/contract/checks'
import type { Release } from '@/lib/installers/installer'
import type { ClusterStore } from '../clusters/cluster-store'
import { requireValid } from '../clusters/require-valid'
import type { Log } from '../log'
import type { Machines } from '../machine/machines'
import { RequestFailure } from '../request-failure'
import type { RunStore } from '../runs/run-store'
import { CheckBroadcaster } from './check-broadcaster'
import { CheckRun } from './check-run'
import { createInputHasher, type InputHasher } from './input-hash'
import { previouslyInstalledHosts } from './previously-installed'
import type { ResultStore, StoredChecks } from './result-store'
import { runChecks } from './run-checks'

export interface ChecksDependencies {
  clusters: ClusterStore
  machines: Machines
  /** Records of earlier runs, to find previously installed hosts. */
  runs: RunStore
  log: Log
}

/** Hosts and checks of a run. Default: all. */
export interface CheckScope {
  hosts?: string[] | undefined
  checks?: CheckId[] | undefined
}

/** Configuration of a run. */
interface RunInputs {
  /** With its secrets. */
  cluster: Cluster
  release: Release
  /** Of this cluster's draft or of a slightly older one, never of a newer one. */
  hashInputs: InputHasher
}

export class ClusterChecks {
  readonly #broadcaster: CheckBroadcaster
  readonly #stale = new Map<string, CheckId[]>()
  #current: CheckRun | undefined
  #serial = Date.now()
  #removed = false

  /**
   * @param hashInputs for the current draft
   * @param emit receives each change: the state, and the hosts with changed results
   */
  constructor(
    private readonly id: string,
    private readonly stored: StoredChecks,
    private hashInputs: InputHasher,
    private readonly store: ResultStore,
    private readonly deps: ChecksDependencies,
    emit: (patch: ChecksView) => void,
  ) {
    this.#broadcaster = new CheckBroadcaster((hosts) => {
      this.#serial += 1
      emit(this.view(hosts))
    })
    for (const host of stored.hosts.keys()) this.#updateStale(host)
  }

  /** The state and the results of all hosts, or of these only. */
  view(hosts: Iterable<string> = this.stored.hosts.keys()): ChecksView {
    const { startedAt, endedAt } = this.stored
    return {
      serial: this.#serial,
      now: Date.now(),
      startedAt,
      ...(endedAt !== undefined && { endedAt }),
      ...(this.#current && { progress: this.#current.progress() }),
      hosts: Object.fromEntries([...hosts].flatMap((host) => this.#hostResults(host))),
    }
  }

  #hostResults(host: string): [string, HostResults][] {
    const stored = this.stored.hosts.get(host)
    return stored ? [[host, toHostResults(stored, this.#stale.get(host) ?? [])]] : []
  }

  /** Starts a run; other results remain. Throws `problems`, or `conflict` during a run. */
  async run({ hosts, checks }: CheckScope): Promise<void> {
    if (this.#current) throw new RequestFailure('conflict', { what: 'checks' })
    // Set before the first await, or two clicks would start two runs.
    this.#current = new CheckRun([], checks, undefined)
    try {
      const inputs = await this.#loadInputs()
      const hostIds = inputs.cluster.hosts.map(({ id }) => id).filter((id) => hosts?.includes(id) ?? true)
      const run = new CheckRun(hostIds, checks, this.stored.lastRun)
      this.#start(run, inputs)
      this.#execute(run, inputs)
        .catch((error: unknown) => this.deps.log.error({ err: error, cluster: this.id }, 'checks'))
        .then(() => this.#finish(run, inputs))
        .catch((error: unknown) => this.deps.log.error({ err: error, cluster: this.id }, 'checks'))
    } catch (error) {
      this.#current = undefined
      throw error
    }
  }

  cancel(): void {
    this.#current?.abort.abort()
  }

  /** Cancels the run and stores nothing more; the cluster was deleted. */
  discard(): void {
    this.#removed = true
    this.cancel()
  }

  /** Finds stale results after a change of the draft. */
  async reevaluate(): Promise<void> {
    this.hashInputs = await createInputHasher(this.deps.clusters, this.id)
    const changed = [...this.stored.hosts.keys()].filter((host) => this.#updateStale(host))
    if (changed.length > 0) this.#broadcaster.schedule(changed)
  }

  /** Updates the stale checks of a host. Returns whether they changed. */
  #updateStale(host: string): boolean {
    const stored = this.stored.hosts.get(host)
    const previous = this.#stale.get(host) ?? []
    const stale = stored ? staleChecks(stored, (check) => this.hashInputs(check, host)) : []
    this.#stale.set(host, stale)
    return stale.join() !== previous.join()
  }

  async #loadInputs(): Promise<RunInputs> {
    const hashInputs = await createInputHasher(this.deps.clusters, this.id)
    const { cluster, release } = requireValid(await this.deps.clusters.openWithSecrets(this.id))
    return { cluster, release, hashInputs }
  }

  #start(run: CheckRun, { cluster, hashInputs }: RunInputs): void {
    this.#current = run
    this.hashInputs = hashInputs
    const present = new Set(cluster.hosts.map(({ id }) => id))
    for (const host of this.stored.hosts.keys()) if (!present.has(host)) this.stored.hosts.delete(host)
    this.stored.startedAt = run.startedAt
    this.stored.endedAt = undefined
    this.#broadcaster.schedule()
  }

  async #execute(run: CheckRun, inputs: RunInputs): Promise<void> {
    const { cluster, release } = inputs
    const { machines, runs } = this.deps
    const reports = await runChecks({
      cluster,
      release,
      machines,
      hosts: run.hosts,
      onlyChecks: run.onlyChecks,
      previouslyInstalled: await previouslyInstalledHosts(runs, this.id, cluster.hosts),
      signal: run.abort.signal,
      onProgress: (done) => {
        run.setDone(done)
        this.#broadcaster.schedule()
      },
      onActivity: (host, activity) => {
        run.setActivity(host, activity)
        this.#broadcaster.schedule()
      },
      onFindings: (host, findings) => this.#storeFindings(host, findings, run, inputs, false),
    })
    const final = !run.abort.signal.aborted
    for (const { host, findings } of reports) this.#storeFindings(host.id, findings, run, inputs, final)
    await this.#storeOutputs(reports, run)
  }

  #storeFindings(
    host: string,
    findings: readonly Finding[],
    run: CheckRun,
    inputs: RunInputs,
    final: boolean,
  ): void {
    const previous = this.stored.hosts.get(host)
    const hashInputs = (check: CheckId) => inputs.hashInputs(check, host)
    const { onlyChecks } = run
    const added = { findings, at: Date.now(), onlyChecks, final, hashInputs }
    this.stored.hosts.set(host, mergeResults(previous, added))
    this.#updateStale(host)
    this.#broadcaster.schedule([host])
  }

  /** Stores the output of the hosts. A run of some checks replaces only the items of these checks. */
  async #storeOutputs(reports: readonly HostReport[], { onlyChecks }: CheckRun): Promise<void> {
    for (const { host, facts, probe } of reports) {
      if (!probe || this.#removed) continue
      const previous = onlyChecks && (await this.store.readOutput(this.id, host.id))
      const sections = new Map([...(previous?.sections ?? []), ...probe])
      const output = { at: Date.now(), sections: [...sections], ...(facts && { facts }) }
      await this.store.writeOutput(this.id, host.id, output)
    }
  }

  async #finish(run: CheckRun, { cluster }: RunInputs): Promise<void> {
    this.stored.endedAt = Date.now()
    this.stored.lastRun = run.duration(cluster.hosts.length) ?? this.stored.lastRun
    this.#current = undefined
    this.#broadcaster.schedule()
    if (!this.#removed) await this.store.write(this.id, this.stored)
  }
}
