/** The checks of one cluster while this server lives: what was found, whether it still holds, and the round that goes on. */
import type { CheckId, Finding } from '@/lib/checks/catalogue/index'
import { mergeResults, staleChecks, toHostResults } from '@/lib/checks/evaluate/stored-results'
import type { HostReport } from '@/lib/checks/report/json-report'
import type { Draft } from '@/lib/cluster/draft'
import { toCluster } from '@/lib/cluster/to-cluster'
import { validateDraft } from '@/lib/cluster/validate-draft'
import type { ChecksView, HostResults } from '@/lib/contract/checks'
import type { Release } from '@/lib/installers/installer'
import { findRelease } from '@/lib/installers/registry'
import type { ClusterStore } from '../clusters/cluster-store'
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
  /** Tells which hosts an earlier run has touched. */
  runs: RunStore
  log: Log
}

/** Which part of the checks is asked for; what is left out means all. */
export interface CheckScope {
  hosts?: string[] | undefined
  checks?: CheckId[] | undefined
}

/** What a round is about. */
interface RunInputs {
  /** With its secrets. */
  draft: Draft
  release: Release
  /** Of the draft, or of one that is a little older: never of a later one. */
  digest: InputHasher
}

export class ClusterChecks {
  readonly #broadcaster: CheckBroadcaster
  readonly #stale = new Map<string, CheckId[]>()
  #current: CheckRun | undefined
  #serial = Date.now()
  #removed = false

  /**
   * @param hashInputs of the draft as it is now
   * @param tell hears what changed: hosts of which there are new verdicts, among all that is not by host
   */
  constructor(
    private readonly id: string,
    private readonly stored: StoredChecks,
    private hashInputs: InputHasher,
    private readonly store: ResultStore,
    private readonly deps: ChecksDependencies,
    tell: (patch: ChecksView) => void,
  ) {
    this.#broadcaster = new CheckBroadcaster((hosts) => {
      this.#serial += 1
      tell(this.view(hosts))
    })
    for (const host of stored.hosts.keys()) this.#updateStale(host)
  }

  /** All of it, or of these hosts alone. */
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
    const kept = this.stored.hosts.get(host)
    return kept ? [[host, toHostResults(kept, this.#stale.get(host) ?? [])]] : []
  }

  /** Starts a round; the rest keeps its verdicts. Throws `problems`, or `conflict` while one goes on. */
  async run({ hosts, checks }: CheckScope): Promise<void> {
    if (this.#current) throw new RequestFailure('conflict', { what: 'checks' })
    // Taken at once, so that two clicks do not make two.
    this.#current = new CheckRun([], checks, undefined)
    try {
      const subject = await this.#loadInputs()
      const asked = subject.draft.hosts.map((host) => host.id).filter((host) => hosts?.includes(host) ?? true)
      const round = new CheckRun(asked, checks, this.stored.lastRound)
      this.#start(round, subject)
      this.#execute(round, subject)
        .catch((error: unknown) => this.deps.log.error({ err: error, cluster: this.id }, 'checks'))
        .then(() => this.#finish(round, subject))
        .catch((error: unknown) => this.deps.log.error({ err: error, cluster: this.id }, 'checks'))
    } catch (error) {
      this.#current = undefined
      throw error
    }
  }

  cancel(): void {
    this.#current?.abort.abort()
  }

  /** The cluster is gone: a round ends, and nothing of it is kept. */
  discard(): void {
    this.#removed = true
    this.cancel()
  }

  /** The draft was changed: finds out which verdicts no longer hold. */
  async reevaluate(): Promise<void> {
    this.hashInputs = await createInputHasher(this.deps.clusters, this.id)
    const changed = [...this.stored.hosts.keys()].filter((host) => this.#updateStale(host))
    if (changed.length > 0) this.#broadcaster.schedule(changed)
  }

  /** Whether something became stale, or is so no longer. */
  #updateStale(host: string): boolean {
    const kept = this.stored.hosts.get(host)
    const before = this.#stale.get(host) ?? []
    const stale = kept ? staleChecks(kept, (check) => this.hashInputs(check, host)) : []
    this.#stale.set(host, stale)
    return stale.join() !== before.join()
  }

  async #loadInputs(): Promise<RunInputs> {
    const digest = await createInputHasher(this.deps.clusters, this.id)
    const draft = await this.deps.clusters.openWithSecrets(this.id)
    const release = findRelease(draft.installer.release)
    const errors = validateDraft(draft, release).filter((problem) => problem.severity === 'error')
    if (!release || errors.length > 0)
      throw new RequestFailure('problems', { count: Math.max(1, errors.length) })
    return { draft, release, digest }
  }

  #start(round: CheckRun, { draft, digest }: RunInputs): void {
    this.#current = round
    this.hashInputs = digest
    const present = new Set(draft.hosts.map(({ id }) => id))
    for (const host of this.stored.hosts.keys()) if (!present.has(host)) this.stored.hosts.delete(host)
    this.stored.startedAt = round.startedAt
    this.stored.endedAt = undefined
    this.#broadcaster.schedule()
  }

  async #execute(round: CheckRun, subject: RunInputs): Promise<void> {
    const cluster = toCluster(subject.draft, subject.release)
    const { machines, runs } = this.deps
    const reports = await runChecks({
      cluster,
      release: subject.release,
      machines,
      hosts: round.hosts,
      only: round.onlyChecks,
      touched: await previouslyInstalledHosts(runs, this.id, cluster.hosts),
      signal: round.abort.signal,
      onProgress: (done) => {
        round.setDone(done)
        this.#broadcaster.schedule()
      },
      onActivity: (host, activity) => {
        round.setActivity(host, activity)
        this.#broadcaster.schedule()
      },
      onFindings: (host, findings) => this.#storeFindings(host, findings, round, subject, false),
    })
    const final = !round.abort.signal.aborted
    for (const { host, findings } of reports) this.#storeFindings(host.id, findings, round, subject, final)
    await this.#storeOutputs(reports, round)
  }

  #storeFindings(
    host: string,
    findings: readonly Finding[],
    round: CheckRun,
    subject: RunInputs,
    final: boolean,
  ): void {
    const before = this.stored.hosts.get(host)
    const basis = (check: CheckId) => subject.digest(check, host)
    const { onlyChecks: only } = round
    this.stored.hosts.set(host, mergeResults(before, { findings, at: Date.now(), only, final, basis }))
    this.#updateStale(host)
    this.#broadcaster.schedule([host])
  }

  /** A part of the checks asks for a part of the sections; the others stay as they were answered. */
  async #storeOutputs(reports: readonly HostReport[], { onlyChecks: only }: CheckRun): Promise<void> {
    for (const { host, facts, sheet } of reports) {
      if (!sheet || this.#removed) continue
      const before = only && (await this.store.readOutput(this.id, host.id))
      const sections = new Map([...(before?.sections ?? []), ...sheet])
      const answer = { at: Date.now(), sections: [...sections], ...(facts && { facts }) }
      await this.store.writeOutput(this.id, host.id, answer)
    }
  }

  async #finish(round: CheckRun, { draft }: RunInputs): Promise<void> {
    this.stored.endedAt = Date.now()
    this.stored.lastRound = round.duration(draft.hosts.length) ?? this.stored.lastRound
    this.#current = undefined
    this.#broadcaster.schedule()
    if (!this.#removed) await this.store.write(this.id, this.stored)
  }
}
