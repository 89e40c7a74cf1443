/**
 * The checks of all clusters. Each cluster has at most one run at a time, with live progress. Results are stored with
 * a hash of their inputs, so a change of the configuration makes only the dependent results stale.
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
  /** A change; `hosts` contains only those with changed results. */
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

  /** Throws `checks` if they do not allow an install of the current configuration. */
  async assertInstallAllowed(id: string): Promise<void> {
    const checks = await this.#open(id)
    await checks.reevaluate()
    const { draft } = await this.deps.clusters.open(id)
    const blocked = installBlocker(checks.view(), draft)
    if (blocked) throw new RequestFailure('checks', { what: blocked.blocker, count: blocked.count })
  }

  /** Starts a run. Throws `problems`, or `conflict` during a run. */
  async run(id: string, scope: CheckScope = {}): Promise<void> {
    await (await this.#open(id)).run(scope)
  }

  async cancel(id: string): Promise<void> {
    const checks = await this.#clusters.get(id)
    checks?.cancel()
  }

  /** Output of the last probe of a host; undefined if it has never responded. */
  output(id: string, host: string): Promise<HostOutput | undefined> {
    return this.#store.readOutput(id, host)
  }

  /** Ids of the hosts on which an earlier run of the cluster was started. */
  previouslyInstalled(id: string, hosts: readonly Host[]): Promise<ReadonlySet<string>> {
    return previouslyInstalledHosts(this.deps.runs, id, hosts)
  }

  /** Deletes the output of the hosts. Without the cluster's secrets it could no longer be redacted. */
  async removeOutputs(id: string): Promise<void> {
    await this.cancel(id)
    await this.#store.removeOutputs(id)
  }

  /** Deletes everything stored about the checks of a cluster. */
  async remove(id: string): Promise<void> {
    const checks = await this.#clusters.get(id)
    checks?.discard()
    this.#clusters.delete(id)
    await this.#store.remove(id)
  }

  /** Only loaded clusters need this; others are evaluated when loaded. */
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
    const hashInputs = await createInputHasher(this.deps.clusters, id)
    const stored = await this.#store.read(id)
    return new ClusterChecks(id, stored, hashInputs, this.#store, this.deps, (patch) =>
      this.emit('patch', id, patch),
    )
  }
}
