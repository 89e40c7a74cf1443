/** What a cluster file says becomes a cluster of the data folder; what it decides (host keys, waivers) is on record before. */
import { type Actor, terminalActor } from '../audit/audit-log'
import { auditedChanges, recordChanges } from '../audit/audited-changes'
import type { Engine } from '../engine'
import type { LoadedCluster } from './load-cluster'

/** @returns who did so */
export async function storeCluster(engine: Engine, { id, draft }: LoadedCluster): Promise<Actor> {
  const who = terminalActor()
  const made = auditedChanges(engine.emptyDraft(), draft)
  await recordChanges(engine.audit, who, id, made, () => engine.clusters.put(id, draft))
  return who
}
