/** Lists the clusters, each with its last run, and all runs, for the home page. */
import type { ResponsePayload } from '@/lib/contract/socket'
import type { Engine } from '../engine'

export async function summaries(engine: Engine): Promise<ResponsePayload<'clusters.list'>> {
  const [clusters, runs] = await Promise.all([engine.clusters.list(), engine.runs.list()])
  return {
    runs,
    practice: [...(engine.practice?.keys() ?? [])],
    clusters: clusters.map(({ id, updatedAt, draft }) => {
      const lastRun = runs.find((run) => run.clusterId === id)
      const summary = {
        id,
        name: draft.name,
        updatedAt,
        hosts: draft.hosts.length,
        mode: draft.installer.mode,
      }
      return lastRun ? { ...summary, lastRun } : summary
    }),
  }
}
