/** The taskbox of a cluster that is still being filled in. */

import type { Draft } from '@/lib/cluster/draft'
import { toCluster } from '@/lib/cluster/to-cluster'
import type { Engine } from '../engine'
import type { Machine } from '../machine/machine'

/** Works on the taskbox that the draft names now; the rest of the draft need not be right yet. */
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
