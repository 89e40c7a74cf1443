/** The package on the taskbox: finding one, telling its release, unpacking a tarball. */
import { complete } from '@/lib/cluster/complete'
import { installers } from '@/lib/installers/registry'
import type { Engine } from '../engine'
import type { Machine } from '../machine/machine'
import { detectPackage } from '../packages/detect'
import { findPackages } from '../packages/find'
import { unpackTarball } from '../packages/unpack'
import type { Handlers } from './handlers'

type Names = 'packages.find' | 'packages.detect' | 'packages.unpack'

export const packageHandlers: Handlers<Names> = {
  'packages.find': ({ id }, { engine }) =>
    onTaskbox(engine, id, (machine) => findPackages(machine, installers)),

  'packages.detect': ({ id, folder }, { engine }) =>
    onTaskbox(engine, id, (machine) => detectPackage(machine, folder, installers)),

  'packages.unpack': ({ id, tarball }, { engine, client }) =>
    onTaskbox(engine, id, async (machine) => {
      const onProgress = (done: number, total: number) =>
        client.emit('packages.progress', { id, done, total })
      const folder = await unpackTarball(machine, tarball, { onProgress })
      return detectPackage(machine, folder, installers)
    }),
}

/** Works on the taskbox that the draft names now; the rest of the draft need not be right yet. */
export async function onTaskbox<T>(
  engine: Engine,
  id: string,
  work: (machine: Machine) => Promise<T>,
): Promise<T> {
  const draft = await engine.clusters.reveal(id)
  const machine = await engine.machines.taskbox(complete(draft).taskbox)
  try {
    return await work(machine)
  } finally {
    await machine.close()
  }
}
