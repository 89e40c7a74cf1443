/**
 * Starting a run. The job takes the package's lock on the taskbox and waits there, held; its files are written; then
 * it is let go. Every step may be taken again by another process, so a server that dies in between loses nothing, and
 * a job that nobody comes back to gives up by itself.
 */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { Installer } from '@/lib/installers/installer'
import { enableHostKeyChecking, sshHosts } from '../../ansible/host-key-checking'
import { MachineFailure } from '../../machine/machine'
import { refuseForeignPackage } from '../../packages/ownership'
import { findJob, jobState, releaseJob, startJob, stopJob } from '../job/job'
import { renderManifest } from '../job/manifest'
import { isAlive } from '../owner-process'
import type { RunRecordWriter } from '../run-record-writer'
import { type JobFacts, toJobFacts } from '../run-state'
import type { RunTaskbox } from '../run-taskbox'
import { writeInstallerFiles } from './prepare'

const POLL_MS = 500

export interface StartContext {
  kept: RunRecordWriter
  cluster: Cluster
  installer: Installer
  taskbox: RunTaskbox
  pinOf: (host: Host) => Promise<string | undefined>
  onLost: (reason: string) => void
  /** The job lives, and this is known of it. */
  onJob: (facts: Partial<JobFacts>) => void
}

/**
 * Takes the package. Throws `run-active` where another run has it, `package-untrusted` where other users could change
 * it, or what stands in the way.
 */
export async function reserve({
  kept,
  cluster,
  installer,
  taskbox,
  pinOf,
  onJob,
}: StartContext): Promise<void> {
  const { workingDirectory, command } = installer.operation(cluster)
  const { id, packageFolder } = kept.value
  const claimed = await taskbox.withMachine(async (machine) => {
    await refuseForeignPackage(machine, cluster.installer)
    const environment = await enableHostKeyChecking(machine, cluster, pinOf)
    const hostKeysUnchecked = sshHosts(cluster).length > 0 && Object.keys(environment).length === 0
    const job = await startJob(machine, {
      runId: id,
      workingDirectory: `${packageFolder}/${workingDirectory}`,
      command,
      environment,
      package: packageFolder,
      about: renderManifest(kept.value),
      held: true,
    })
    return { job, hostKeysUnchecked }
  })
  onJob({ held: true })
  await kept.update(claimed)
}

/** Writes the files and lets the job begin. Where the files cannot be written, the job ends and what was in the way is thrown. */
export async function provision(starting: StartContext): Promise<void> {
  const { kept, cluster, installer, taskbox, onLost, onJob } = starting
  const { job } = kept.value
  try {
    const files = await taskbox.withRetry(
      (machine) => writeInstallerFiles(machine, cluster, installer),
      onLost,
    )
    await kept.storeFiles(files)
  } catch (error) {
    await taskbox.withMachine((machine) => stopJob(machine, job)).catch(() => undefined)
    throw error
  }
  await kept.update({ starting: true })
  onJob({ held: false })
  // One that was stopped meanwhile, or gave up, is told by how it ended.
  await taskbox
    .withRetry((machine) => releaseJob(machine, job), onLost)
    .catch((error: unknown) => {
      if (!(error instanceof MachineFailure && error.facts.reason === 'jobNotBegun')) throw error
    })
}

/**
 * Takes up a start that another process began. False: there never was a job, and whoever was to start it is gone.
 * @param left whether this process lets go of the run
 */
export async function resume(starting: StartContext, left: () => boolean): Promise<boolean> {
  const { kept, taskbox, onLost, onJob } = starting
  while (!left()) {
    // In this order: whatever a process did that was gone before we looked, we see.
    const alive = isAlive(kept.value.preparer)
    await kept.reload()
    if (kept.value.state) return true
    const job =
      kept.value.job || (await taskbox.withRetry((machine) => findJob(machine, kept.value.id), onLost))
    if (job && job !== kept.value.job) await kept.update({ job })
    if (!job && !alive) return false
    const state = job ? await taskbox.withRetry((machine) => jobState(machine, job), onLost) : undefined
    // How a dead one ended is told by its files; until then it is not known to go on.
    if (state?.alive) onJob(toJobFacts(state))
    if (state && !(state.held && state.alive)) return true
    if (state && !alive) {
      await provision(starting)
      return true
    }
    await taskbox.sleep(POLL_MS)
  }
  return true
}
