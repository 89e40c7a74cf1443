/** Reads a run that another Taskbox started from its job on the taskbox. */
import { findInstaller } from '@/lib/installers/registry'
import type { Machine } from '../machine/machine'
import { RequestFailure } from '../request-failure'
import { readManifest } from './job/manifest'
import { findJob, readJobState } from './job/state'
import type { RunRecord } from './run-store'

type DiscoveredRun = Pick<
  RunRecord,
  | 'id'
  | 'startedAt'
  | 'operation'
  | 'installer'
  | 'release'
  | 'releaseReason'
  | 'mode'
  | 'packageFolder'
  | 'hostNames'
  | 'waivers'
  | 'job'
>

/**
 * Throws `not-found` if the job or its manifest does not exist. Throws `run-active` while the other Taskbox still writes
 * the installer's files, since this one does not have their contents.
 */
export async function discoverRun(machine: Machine, id: string): Promise<DiscoveredRun> {
  const job = await findJob(machine, id)
  const manifest = job === undefined ? undefined : await readManifest(machine, job)
  if (job === undefined || manifest?.run !== id || !findInstaller(manifest.installer))
    throw new RequestFailure('not-found', { what: 'run', id })
  const { startedAt, operation, installer, release, releaseReason, mode } = manifest
  const { packageFolder, hostNames, waivers } = manifest
  if ((await readJobState(machine, job)).awaitingRelease)
    throw new RequestFailure('run-active', { run: id, package: packageFolder })
  return {
    ...{ id, startedAt, operation, installer, release, releaseReason, mode },
    ...{ packageFolder, hostNames, waivers, job },
  }
}
