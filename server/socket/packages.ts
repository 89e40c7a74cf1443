/** The package on the taskbox: finding one, telling its release, unpacking a tarball. */
import { installers } from '@/lib/installers/registry'
import { detectPackage } from '../packages/detect'
import { findPackages } from '../packages/find'
import { onTaskbox } from '../packages/on-taskbox'
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
