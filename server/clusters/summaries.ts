/** Lists the clusters, each with its last run, and all runs, for the home page. */
import type { ClusterSummary, ResponsePayload } from '@/lib/contract/socket'
import type { Engine } from '../engine'
import type { StoredCluster } from './cluster-store'
import { nextStepOf } from './next-step'

/** @param withNext whether to add the next step of each cluster, which needs its checks */
export async function summaries(engine: Engine, withNext = false): Promise<ResponsePayload<'clusters.list'>> {
  const [clusters, runs] = await Promise.all([engine.clusters.list(), engine.runs.list()])
  const summarize = async ({ id, updatedAt, draft }: StoredCluster): Promise<ClusterSummary> => {
    const lastRun = runs.find((run) => run.clusterId === id)
    // The checks of a cluster that was just deleted cannot be loaded.
    const checks = withNext ? await engine.checks.view(id).catch(() => undefined) : undefined
    return {
      id,
      name: draft.name,
      updatedAt,
      hosts: draft.hosts.length,
      mode: draft.installer.mode,
      ...(withNext && { next: nextStepOf(draft, checks, lastRun?.state) }),
      ...(lastRun && { lastRun }),
    }
  }
  return {
    runs,
    practice: [...(engine.practice?.keys() ?? [])],
    clusters: await Promise.all(clusters.map(summarize)),
  }
}
