/** Handlers for the package on the taskbox: find, detect the release, unpack a tarball. */
import { isTrustedPackage } from '@/lib/cluster/trusted-package'
import { installers } from '@/lib/installers/registry'
import { detectPackage } from '../../packages/detect'
import { findPackages } from '../../packages/find'
import { onTaskbox } from '../../packages/on-taskbox'
import { unpackTarball } from '../../packages/unpack'
import { actorOf, type Handlers, requireConfirmation } from './handler'

type Names = 'packages.find' | 'packages.detect' | 'packages.unpack'

export const packageHandlers: Handlers<Names> = {
  'packages.find': ({ id }, { engine }) =>
    onTaskbox(engine, id, (machine) => findPackages(machine, installers)),

  'packages.detect': ({ id, folder }, context) =>
    onTaskbox(context.engine, id, (machine, { installer }) => {
      const trusted = isTrustedPackage(installer, folder)
      if (trusted) requireConfirmation(context)
      return detectPackage(machine, folder, installers, trusted)
    }),

  'packages.unpack': ({ id, tarball }, context) =>
    onTaskbox(context.engine, id, async (machine, { installer }) => {
      const { client, engine } = context
      const onProgress = (done: number, total: number) =>
        client.emit('packages.progress', { id, done, total })
      const trusted = isTrustedPackage(installer, tarball)
      if (trusted) requireConfirmation(context)
      const folder = await engine.uploads.use(machine, tarball, () =>
        unpackTarball(machine, tarball, installers, { onProgress, trusted }),
      )
      await engine.audit.write('package-unpacked', actorOf(context), { cluster: id, tarball, folder })
      return detectPackage(machine, folder, installers)
    }),
}
