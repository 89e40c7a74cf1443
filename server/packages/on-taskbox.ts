/** Opens the taskbox of a draft. */

import type { Draft } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import type { Engine } from '../engine'
import type { Machine } from '../machine/machine'

/** Runs `work` on the draft's current taskbox, then closes it. The rest of the draft may be invalid. */
export async function onTaskbox<T>(
  engine: Engine,
  id: string,
  work: (machine: Machine, draft: Draft) => Promise<T>,
): Promise<T> {
  const draft = await engine.clusters.openWithSecrets(id)
  const machine = await engine.machines.taskbox(toCluster(draft).taskbox)
  try {
    return await work(machine, draft)
  } finally {
    await machine.close()
  }
}
