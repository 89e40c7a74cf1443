/** What a cluster file says becomes a cluster of the data folder; what it decides (host keys, waivers) is on record before. */
import { type Actor, atTerminal } from '../audit/audit-log'
import { decide, decisions } from '../audit/decisions'
import type { Engine } from '../engine'
import type { FromFile } from './cluster-from-file'

/** @returns who did so */
export async function keepCluster(engine: Engine, { id, draft }: FromFile): Promise<Actor> {
  const who = atTerminal()
  const made = decisions(engine.emptyDraft(), draft)
  await decide(engine.audit, who, id, made, () => engine.clusters.put(id, draft))
  return who
}
