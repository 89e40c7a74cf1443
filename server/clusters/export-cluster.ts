/** The cluster file of a wizard's cluster: with names in its secrets' places, or with them where asked outright. */
import { writeClusterFile } from '@/lib/cluster/file/index'
import type { Engine } from '../engine'

export async function exportCluster(engine: Engine, id: string, secrets: boolean): Promise<string> {
  const draft = await engine.clusters.openWithSecrets(id)
  return writeClusterFile(draft, { secrets: secrets ? 'plain' : 'env' })
}
