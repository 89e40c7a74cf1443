/** Handlers for the package on the taskbox: find, detect the release, unpack a tarball, clone a repository. */
import { isTrustedPackage } from '@/lib/cluster/trusted-package'
import { installers } from '@/lib/installers/registry'
import { parseRepository } from '@/lib/installers/sources/repository'
import { cloneRepository } from '../../packages/clone/clone'
import type { CloneProgress } from '../../packages/clone/git-progress'
import { detectPackage } from '../../packages/detect'
import { findPackages } from '../../packages/find'
import { onTaskbox } from '../../packages/on-taskbox'
import { unpackTarball } from '../../packages/unpack'
import { RequestFailure } from '../../request-failure'
import { actorOf, type Handlers, requireConfirmation } from './handler'

type Names =
  | 'packages.find'
  | 'packages.detect'
  | 'packages.unpack'
  | 'packages.clone'
  | 'packages.stop-clone'

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

  'packages.clone': async ({ id, url, ref }, context) => {
    const parsed = parseRepository(url, ref)
    if (!parsed.ok) throw new RequestFailure('repository-refused', { reason: parsed.problem })
    requireConfirmation(context)
    const { client, engine } = context
    const onProgress = ({ phase, percent = 0 }: CloneProgress) =>
      client.emit('packages.progress', { id, phase, done: percent, total: percent > 0 ? 100 : 0 })
    return onTaskbox(engine, id, (machine) =>
      engine.clones.run(id, parsed.repository, async (signal) => {
        const clone = await cloneRepository(machine, parsed.repository, installers, { onProgress, signal })
        const { url, ref } = parsed.repository
        await engine.audit.write('source-cloned', actorOf(context), { cluster: id, url, ref, ...clone })
        return detectPackage(machine, clone.folder, installers)
      }),
    )
  },

  'packages.stop-clone': async ({ id }, { engine }) => {
    engine.clones.stop(id)
    return {}
  },
}
