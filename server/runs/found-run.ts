/** A run that another Taskbox started, as its job on the taskbox tells it. */
import { findInstaller } from '@/lib/installers/registry'
import type { Machine } from '../machine/machine'
import { RequestFailure } from '../request-failure'
import { readAbout } from './about'
import { findJob, jobState } from './job'
import type { RunRecord } from './run-store'

type FoundRun = Pick<
  RunRecord,
  'id' | 'startedAt' | 'release' | 'mode' | 'packageFolder' | 'hostNames' | 'waivers' | 'job'
>

/**
 * Throws `not-found` where there is no such job, or none that says what it is, and `run-active` while its own Taskbox
 * still writes its files: whoever takes it up then would have to know what they shall be.
 */
export async function findRun(machine: Machine, id: string): Promise<FoundRun> {
  const job = await findJob(machine, id)
  const said = job === undefined ? undefined : await readAbout(machine, job)
  if (job === undefined || said?.run !== id || !findInstaller(said.release))
    throw new RequestFailure('not-found', { what: 'run', id })
  const { startedAt, release, mode, packageFolder, hostNames, waivers } = said
  if ((await jobState(machine, job)).held)
    throw new RequestFailure('run-active', { run: id, package: packageFolder })
  return { id, startedAt, release, mode, packageFolder, hostNames, waivers, job }
}
