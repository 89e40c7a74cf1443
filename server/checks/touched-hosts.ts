/**
 * What earlier runs of a cluster left on its hosts is theirs: a retry must not be blocked by it. Whether a run came so
 * far that it may have touched hosts, its record says; which machines those were, the draft that it was started from.
 */
import type { Host } from '@/lib/cluster/cluster'
import { complete } from '@/lib/cluster/complete'
import type { RunRecord, RunStore } from '../runs/run-store'

/** Ids of those hosts on which an earlier run of this cluster was started. A host is its address: rows may be renamed. */
export async function touchedHosts(
  store: RunStore,
  clusterId: string,
  hosts: readonly Host[],
): Promise<ReadonlySet<string>> {
  const started = (await store.list()).filter((run) => run.clusterId === clusterId && hasStarted(run))
  const drafts = await Promise.all(started.map(({ id }) => store.drafts.open(id).catch(() => undefined)))
  const places = new Set(drafts.flatMap((draft) => (draft ? complete(draft).hosts.map(placeOf) : [])))
  return new Set(hosts.filter((host) => places.has(placeOf(host))).map(({ id }) => id))
}

const hasStarted = ({ starting }: RunRecord): boolean => starting === true

const placeOf = ({ address, port }: Host): string => `${address}:${port}`
