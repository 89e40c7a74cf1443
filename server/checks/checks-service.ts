/**
 * The checks of the wizard's clusters: a round at a time a cluster, told as it goes, and every verdict kept with what
 * it was made from, so that leaving and coming back keeps the result and a change makes just that stale which depends
 * on it.
 */
import { EventEmitter } from 'node:events'
import { installBlocker } from '@/lib/checks/evaluate/install-gate'
import type { Host } from '@/lib/cluster/cluster'
import type { ChecksView } from '@/lib/contract/checks'
import type { Vault } from '../clusters/vault'
import { RequestFailure } from '../request-failure'
import { type CheckScope, type ChecksDependencies, ClusterChecks } from './cluster-checks'
import { createInputHasher } from './input-hash'
import { previouslyInstalledHosts } from './previously-installed'
import { type HostOutput, ResultStore } from './result-store'

interface Events {
  /** What changed: hosts are in it whose verdicts did. */
  patch: [id: string, patch: ChecksView]
}

export class ChecksService extends EventEmitter<Events> {
  readonly #store: ResultStore
  readonly #clusters = new Map<string, Promise<ClusterChecks>>()

  constructor(private readonly deps: ChecksDependencies & { folder: string; vault: Vault }) {
    super()
    this.#store = new ResultStore(deps.folder, deps.vault)
    deps.clusters.on('changed', (id) => {
      this.#reevaluate(id).catch((error: unknown) => deps.log.error({ err: error, cluster: id }, 'checks'))
    })
  }

  /** Throws `not-found`. */
  async view(id: string): Promise<ChecksView> {
    return (await this.#open(id)).view()
  }

  /** Throws `checks` where they do not let an install of the cluster begin, by what it says at this moment. */
  async assertInstallAllowed(id: string): Promise<void> {
    const checks = await this.#open(id)
    await checks.reevaluate()
    const { draft } = await this.deps.clusters.open(id)
    const found = installBlocker(checks.view(), draft)
    if (found) throw new RequestFailure('checks', { what: found.obstacle, count: found.count })
  }

  /** Starts them, all or a part. Throws `problems`, or `conflict` while they run. */
  async run(id: string, scope: CheckScope = {}): Promise<void> {
    await (await this.#open(id)).run(scope)
  }

  async cancel(id: string): Promise<void> {
    const checks = await this.#clusters.get(id)
    checks?.cancel()
  }

  /** What a host answered when it was asked last; undefined: it never did. */
  answer(id: string, host: string): Promise<HostOutput | undefined> {
    return this.#store.readOutput(id, host)
  }

  /** Ids of those hosts that an earlier run of the cluster touched. */
  previouslyInstalled(id: string, hosts: readonly Host[]): Promise<ReadonlySet<string>> {
    return previouslyInstalledHosts(this.deps.runs, id, hosts)
  }

  /** Nothing could hide the cluster's secrets any more in what its hosts printed. */
  async removeOutputs(id: string): Promise<void> {
    await this.cancel(id)
    await this.#store.removeOutputs(id)
  }

  /** The cluster is gone, and so is what was found on its hosts. */
  async remove(id: string): Promise<void> {
    const opened = await this.#clusters.get(id)
    opened?.discard()
    this.#clusters.delete(id)
    await this.#store.remove(id)
  }

  /** Nobody looks at checks that were never opened; they are judged when somebody does. */
  async #reevaluate(id: string): Promise<void> {
    await (await this.#clusters.get(id))?.reevaluate()
  }

  #open(id: string): Promise<ClusterChecks> {
    const known = this.#clusters.get(id)
    if (known) return known
    const opening = this.#load(id)
    this.#clusters.set(id, opening)
    opening.catch(() => this.#clusters.delete(id))
    return opening
  }

  async #load(id: string): Promise<ClusterChecks> {
    const digest = await createInputHasher(this.deps.clusters, id)
    const kept = await this.#store.read(id)
    return new ClusterChecks(id, kept, digest, this.#store, this.deps, (patch) =>
      this.emit('patch', id, patch),
    )
  }
}
