/** The package on the taskbox: finding one, telling its release, unpacking a tarball. */
import { isTrusted } from '@/lib/cluster/trusted'
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
    onTaskbox(engine, id, (machine, { installer }) =>
      detectPackage(machine, folder, installers, isTrusted(installer, folder)),
    ),

  'packages.unpack': ({ id, tarball }, { engine, client }) =>
    onTaskbox(engine, id, async (machine, { installer }) => {
      const onProgress = (done: number, total: number) =>
        client.emit('packages.progress', { id, done, total })
      const trusted = isTrusted(installer, tarball)
      const folder = await engine.uploads.use(machine, tarball, () =>
        unpackTarball(machine, tarball, installers, { onProgress, trusted }),
      )
      return detectPackage(machine, folder, installers)
    }),
}
