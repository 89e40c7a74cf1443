/**
 * Starting a run. The job takes the package's lock on the taskbox and waits there, held; its files are written; then
 * it is let go. Every step may be taken again by another process, so a server that dies in between loses nothing, and
 * a job that nobody comes back to gives up by itself.
 */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { Installer } from '@/lib/installers/installer'
import { MachineFailure } from '../machine/machine'
import { refuseForeignPackage } from '../packages/ownership'
import { aboutJob } from './about'
import { hostKeyChecking, overSsh } from './host-key-checking'
import { findJob, jobState, releaseJob, startJob, stopJob } from './job'
import type { KeptRecord } from './kept-record'
import { prepare } from './prepare'
import { stillRuns } from './preparer'
import { type JobFacts, jobFacts } from './run-state'
import type { RunTaskbox } from './run-taskbox'

const LOOK_MS = 500

export interface Starting {
  kept: KeptRecord
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
export async function claim({ kept, cluster, installer, taskbox, pinOf, onJob }: Starting): Promise<void> {
  const { workingDirectory, command } = installer.operation(cluster)
  const { id, packageFolder } = kept.value
  const claimed = await taskbox.once(async (machine) => {
    await refuseForeignPackage(machine, cluster.installer)
    const environment = await hostKeyChecking(machine, cluster, pinOf)
    const hostKeysUnchecked = overSsh(cluster).length > 0 && Object.keys(environment).length === 0
    const job = await startJob(machine, {
      runId: id,
      workingDirectory: `${packageFolder}/${workingDirectory}`,
      command,
      environment,
      package: packageFolder,
      about: aboutJob(kept.value),
      held: true,
    })
    return { job, hostKeysUnchecked }
  })
  onJob({ held: true })
  await kept.keep(claimed)
}

/** Writes the files and lets the job begin. Where the files cannot be written, the job ends and what was in the way is thrown. */
export async function fill(starting: Starting): Promise<void> {
  const { kept, cluster, installer, taskbox, onLost, onJob } = starting
  const { job } = kept.value
  try {
    const files = await taskbox.patiently((machine) => prepare(machine, cluster, installer), onLost)
    await kept.keepFiles(files)
  } catch (error) {
    await taskbox.once((machine) => stopJob(machine, job)).catch(() => undefined)
    throw error
  }
  await kept.keep({ starting: true })
  onJob({ held: false })
  // One that was stopped meanwhile, or gave up, is told by how it ended.
  await taskbox
    .patiently((machine) => releaseJob(machine, job), onLost)
    .catch((error: unknown) => {
      if (!(error instanceof MachineFailure && error.facts.reason === 'jobNotBegun')) throw error
    })
}

/**
 * Takes up a start that another process began. False: there never was a job, and whoever was to start it is gone.
 * @param left whether this process lets go of the run
 */
export async function takeUp(starting: Starting, left: () => boolean): Promise<boolean> {
  const { kept, taskbox, onLost, onJob } = starting
  while (!left()) {
    // In this order: whatever a process did that was gone before we looked, we see.
    const alive = stillRuns(kept.value.preparer)
    await kept.refresh()
    if (kept.value.state) return true
    const job =
      kept.value.job || (await taskbox.patiently((machine) => findJob(machine, kept.value.id), onLost))
    if (job && job !== kept.value.job) await kept.keep({ job })
    if (!job && !alive) return false
    const state = job ? await taskbox.patiently((machine) => jobState(machine, job), onLost) : undefined
    // How a dead one ended is told by its files; until then it is not known to go on.
    if (state?.alive) onJob(jobFacts(state))
    if (state && !(state.held && state.alive)) return true
    if (state && !alive) {
      await fill(starting)
      return true
    }
    await taskbox.rest(LOOK_MS)
  }
  return true
}
