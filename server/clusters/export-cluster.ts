/** Exports a cluster as a cluster file: with references in place of secrets, or with the secrets if `secrets` is set. */
import { writeClusterFile } from '@/lib/cluster/file/write'
import { findRelease } from '@/lib/installers/registry'
import type { Engine } from '../engine'

export async function exportCluster(engine: Engine, id: string, secrets: boolean): Promise<string> {
  const draft = await engine.clusters.openWithSecrets(id)
  return writeClusterFile(draft, {
    secrets: secrets ? 'plain' : 'env',
    release: findRelease(draft.installer),
  })
}
