/** A run that another Taskbox started, as its job on the taskbox tells it. */
import { findInstaller } from '@/lib/installers/registry'
import type { Machine } from '../machine/machine'
import { RequestFailure } from '../request-failure'
import { findJob, jobState } from './job/job'
import { readManifest } from './job/manifest'
import type { RunRecord } from './run-store'

type DiscoveredRun = Pick<
  RunRecord,
  'id' | 'startedAt' | 'release' | 'mode' | 'packageFolder' | 'hostNames' | 'waivers' | 'job'
>

/**
 * Throws `not-found` where there is no such job, or none that says what it is, and `run-active` while its own Taskbox
 * still writes its files: whoever takes it up then would have to know what they shall be.
 */
export async function discoverRun(machine: Machine, id: string): Promise<DiscoveredRun> {
  const job = await findJob(machine, id)
  const manifest = job === undefined ? undefined : await readManifest(machine, job)
  if (job === undefined || manifest?.run !== id || !findInstaller(manifest.release))
    throw new RequestFailure('not-found', { what: 'run', id })
  const { startedAt, release, mode, packageFolder, hostNames, waivers } = manifest
  if ((await jobState(machine, job)).held)
    throw new RequestFailure('run-active', { run: id, package: packageFolder })
  return { id, startedAt, release, mode, packageFolder, hostNames, waivers, job }
}
