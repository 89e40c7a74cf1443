/**
 * What earlier runs of a cluster left on its hosts is theirs: a retry must not be blocked by it. Whether a run came so
 * far that it may have touched hosts, its record says; which machines those were, the draft that it was started from.
 */
import type { Host } from '@/lib/cluster/cluster'
import { toCluster } from '@/lib/cluster/to-cluster'
import type { RunRecord, RunStore } from '../runs/run-store'

/** Ids of those hosts on which an earlier run of this cluster was started. A host is its address: rows may be renamed. */
export async function previouslyInstalledHosts(
  store: RunStore,
  clusterId: string,
  hosts: readonly Host[],
): Promise<ReadonlySet<string>> {
  const started = (await store.list()).filter((run) => run.clusterId === clusterId && wasStarted(run))
  const drafts = await Promise.all(
    started.map(({ id }) => store.drafts.openRedacted(id).catch(() => undefined)),
  )
  const places = new Set(drafts.flatMap((draft) => (draft ? toCluster(draft).hosts.map(endpointOf) : [])))
  return new Set(hosts.filter((host) => places.has(endpointOf(host))).map(({ id }) => id))
}

const wasStarted = ({ starting }: RunRecord): boolean => starting === true

const endpointOf = ({ address, port }: Host): string => `${address}:${port}`
