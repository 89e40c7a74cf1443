/**
 * Finds the hosts on which an earlier run of a cluster was started, so its leftovers do not block a retry. The run's
 * record contains whether it was started, and its draft the machines.
 */
import type { Host } from '@/lib/cluster/cluster'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import type { RunRecord, RunStore } from '../runs/run-store'

/** Ids of the hosts on which an earlier run of this cluster was started. Hosts match by address, since names may change. */
export async function previouslyInstalledHosts(
  store: RunStore,
  clusterId: string,
  hosts: readonly Host[],
): Promise<ReadonlySet<string>> {
  const started = (await store.list()).filter((run) => run.clusterId === clusterId && wasStarted(run))
  const drafts = await Promise.all(
    started.map(({ id }) => store.drafts.openRedacted(id).catch(() => undefined)),
  )
  const endpoints = new Set(drafts.flatMap((draft) => (draft ? toCluster(draft).hosts.map(endpointOf) : [])))
  return new Set(hosts.filter((host) => endpoints.has(endpointOf(host))).map(({ id }) => id))
}

const wasStarted = ({ starting }: RunRecord): boolean => starting === true

const endpointOf = ({ address, port }: Host): string => `${address}:${port}`
