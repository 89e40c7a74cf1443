import type { Draft } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import type { Engine } from '../engine'
import type { Machine } from '../machine/machine'
import { withMachine } from '../machine/with-machine'

/** Runs `work` on the draft's current taskbox, then closes it. The rest of the draft may be invalid. */
export async function onTaskbox<T>(
  engine: Engine,
  id: string,
  work: (machine: Machine, draft: Draft) => Promise<T>,
): Promise<T> {
  const draft = await engine.clusters.openWithSecrets(id)
  return withMachine(engine.machines.taskbox(toCluster(draft).taskbox), (machine) => work(machine, draft))
}
