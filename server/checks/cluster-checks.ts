/** The checks of one cluster while this server lives: what was found, whether it still holds, and the round that goes on. */
import type { CheckId, Finding } from '@/lib/checks/catalogue'
import type { HostReport } from '@/lib/checks/report'
import { renewed, shownVerdicts, staleChecks } from '@/lib/checks/verdicts'
import { complete } from '@/lib/cluster/complete'
import type { Draft } from '@/lib/cluster/draft'
import { problems } from '@/lib/cluster/problems'
import type { ChecksView, HostVerdicts } from '@/lib/contract/checks'
import type { Release } from '@/lib/installers/installer'
import { findRelease } from '@/lib/installers/registry'
import type { ClusterStore } from '../clusters/cluster-store'
import type { Log } from '../log'
import type { Machines } from '../machine/machines'
import { RequestFailure } from '../request-failure'
import type { RunStore } from '../runs/run-store'
import { type Digest, digestOf } from './basis-digest'
import { CheckPushes } from './check-pushes'
import { CheckRound } from './check-round'
import { runChecks } from './run-checks'
import { touchedHosts } from './touched-hosts'
import type { KeptChecks, VerdictStore } from './verdict-store'

export interface ChecksDependencies {
  clusters: ClusterStore
  machines: Machines
  /** Tells which hosts an earlier run has touched. */
  runs: RunStore
  log: Log
}

/** Which part of the checks is asked for; what is left out means all. */
export interface Scope {
  hosts?: string[] | undefined
  checks?: CheckId[] | undefined
}

/** What a round is about. */
interface Subject {
  /** With its secrets. */
  draft: Draft
  release: Release
  /** Of the draft, or of one that is a little older: never of a later one. */
  digest: Digest
}

export class ClusterChecks {
  readonly #pushes: CheckPushes
  readonly #stale = new Map<string, CheckId[]>()
  #round: CheckRound | undefined
  #serial = Date.now()
  #gone = false

  /**
   * @param digest of the draft as it is now
   * @param tell hears what changed: hosts of which there are new verdicts, among all that is not by host
   */
  constructor(
    private readonly id: string,
    private readonly kept: KeptChecks,
    private digest: Digest,
    private readonly store: VerdictStore,
    private readonly deps: ChecksDependencies,
    tell: (patch: ChecksView) => void,
  ) {
    this.#pushes = new CheckPushes((hosts) => {
      this.#serial += 1
      tell(this.view(hosts))
    })
    for (const host of kept.hosts.keys()) this.#judge(host)
  }

  /** All of it, or of these hosts alone. */
  view(hosts: Iterable<string> = this.kept.hosts.keys()): ChecksView {
    const { startedAt, endedAt } = this.kept
    return {
      serial: this.#serial,
      now: Date.now(),
      startedAt,
      ...(endedAt !== undefined && { endedAt }),
      ...(this.#round && { progress: this.#round.progress() }),
      hosts: Object.fromEntries([...hosts].flatMap((host) => this.#verdicts(host))),
    }
  }

  #verdicts(host: string): [string, HostVerdicts][] {
    const kept = this.kept.hosts.get(host)
    return kept ? [[host, shownVerdicts(kept, this.#stale.get(host) ?? [])]] : []
  }

  /** Starts a round; the rest keeps its verdicts. Throws `problems`, or `conflict` while one goes on. */
  async run({ hosts, checks }: Scope): Promise<void> {
    if (this.#round) throw new RequestFailure('conflict', { what: 'checks' })
    // Taken at once, so that two clicks do not make two.
    this.#round = new CheckRound([], checks, undefined)
    try {
      const subject = await this.#subject()
      const asked = subject.draft.hosts.map((host) => host.id).filter((host) => hosts?.includes(host) ?? true)
      const round = new CheckRound(asked, checks, this.kept.lastRound)
      this.#begin(round, subject)
      this.#carryOut(round, subject)
        .catch((error: unknown) => this.deps.log.error({ err: error, cluster: this.id }, 'checks'))
        .then(() => this.#end(round, subject))
        .catch((error: unknown) => this.deps.log.error({ err: error, cluster: this.id }, 'checks'))
    } catch (error) {
      this.#round = undefined
      throw error
    }
  }

  cancel(): void {
    this.#round?.abort.abort()
  }

  /** The cluster is gone: a round ends, and nothing of it is kept. */
  forget(): void {
    this.#gone = true
    this.cancel()
  }

  /** The draft was changed: finds out which verdicts no longer hold. */
  async judgeAnew(): Promise<void> {
    this.digest = await digestOf(this.deps.clusters, this.id)
    const changed = [...this.kept.hosts.keys()].filter((host) => this.#judge(host))
    if (changed.length > 0) this.#pushes.changed(changed)
  }

  /** Whether something became stale, or is so no longer. */
  #judge(host: string): boolean {
    const kept = this.kept.hosts.get(host)
    const before = this.#stale.get(host) ?? []
    const stale = kept ? staleChecks(kept, (check) => this.digest(check, host)) : []
    this.#stale.set(host, stale)
    return stale.join() !== before.join()
  }

  async #subject(): Promise<Subject> {
    const digest = await digestOf(this.deps.clusters, this.id)
    const draft = await this.deps.clusters.reveal(this.id)
    const release = findRelease(draft.installer.release)
    const errors = problems(draft, release).filter((problem) => problem.severity === 'error')
    if (!release || errors.length > 0)
      throw new RequestFailure('problems', { count: Math.max(1, errors.length) })
    return { draft, release, digest }
  }

  #begin(round: CheckRound, { draft, digest }: Subject): void {
    this.#round = round
    this.digest = digest
    const present = new Set(draft.hosts.map(({ id }) => id))
    for (const host of this.kept.hosts.keys()) if (!present.has(host)) this.kept.hosts.delete(host)
    this.kept.startedAt = round.startedAt
    this.kept.endedAt = undefined
    this.#pushes.changed()
  }

  async #carryOut(round: CheckRound, subject: Subject): Promise<void> {
    const cluster = complete(subject.draft, subject.release)
    const { machines, runs } = this.deps
    const reports = await runChecks({
      cluster,
      release: subject.release,
      machines,
      hosts: round.hosts,
      only: round.only,
      touched: await touchedHosts(runs, this.id, cluster.hosts),
      signal: round.abort.signal,
      onProgress: (done) => {
        round.progressed(done)
        this.#pushes.changed()
      },
      onActivity: (host, activity) => {
        round.asked(host, activity)
        this.#pushes.changed()
      },
      onFindings: (host, findings) => this.#take(host, findings, round, subject, false),
    })
    const final = !round.abort.signal.aborted
    for (const { host, findings } of reports) this.#take(host.id, findings, round, subject, final)
    await this.#keepAnswers(reports, round)
  }

  #take(
    host: string,
    findings: readonly Finding[],
    round: CheckRound,
    subject: Subject,
    final: boolean,
  ): void {
    const before = this.kept.hosts.get(host)
    const basis = (check: CheckId) => subject.digest(check, host)
    const { only } = round
    this.kept.hosts.set(host, renewed(before, { findings, at: Date.now(), only, final, basis }))
    this.#judge(host)
    this.#pushes.changed([host])
  }

  /** A part of the checks asks for a part of the sections; the others stay as they were answered. */
  async #keepAnswers(reports: readonly HostReport[], { only }: CheckRound): Promise<void> {
    for (const { host, facts, sheet } of reports) {
      if (!sheet || this.#gone) continue
      const before = only && (await this.store.readAnswer(this.id, host.id))
      const sections = new Map([...(before?.sections ?? []), ...sheet])
      const answer = { at: Date.now(), sections: [...sections], ...(facts && { facts }) }
      await this.store.writeAnswer(this.id, host.id, answer)
    }
  }

  async #end(round: CheckRound, { draft }: Subject): Promise<void> {
    this.kept.endedAt = Date.now()
    this.kept.lastRound = round.measured(draft.hosts.length) ?? this.kept.lastRound
    this.#round = undefined
    this.#pushes.changed()
    if (!this.#gone) await this.store.write(this.id, this.kept)
  }
}
