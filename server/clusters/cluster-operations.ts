/** What a cluster consists of, and what can be done to it. */
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { upgradeOptions } from '@/lib/cluster/operations/upgrades'
import type { ResponsePayload } from '@/lib/contract/socket'
import { findInstaller, findRelease } from '@/lib/installers/registry'
import type { Engine } from '../engine'

/** Without a recognized release, nothing is supported. */
export async function clusterOperations(
  { clusters, runs }: Pick<Engine, 'clusters' | 'runs'>,
  id: string,
): Promise<ResponsePayload<'clusters.operations'>> {
  const { draft } = await clusters.open(id)
  const [members, kubernetes] = await Promise.all([runs.members(id), runs.kubernetes(id)])
  const installer = findInstaller(draft.installer.id)
  const release = findRelease(draft.installer, draft.settings)
  if (!installer || !release) return { members, kubernetes, supported: [], upgrades: [] }
  const cluster = toCluster(draft, release)
  return {
    members,
    kubernetes,
    supported: [...installer.operations(cluster)],
    upgrades: upgradeOptions(cluster, release, kubernetes, installer.kubernetesVersion),
  }
}
