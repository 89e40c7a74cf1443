/**
 * Starts a run: the job locks the package on the taskbox and waits, the installer's files are written, then the job is
 * released. Every step is idempotent, so that another process can resume the start after a crash. A job that is never
 * released gives up.
 */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { Secrets } from '@/lib/credentials/draft-secrets'
import type { Installer, Operation } from '@/lib/installers/installer'
import { enableHostKeyChecking, sshHosts } from '../../ansible/host-key-checking'
import { MachineFailure } from '../../machine/machine'
import { refuseOtherRelease } from '../../packages/detect'
import { refuseForeignPackage } from '../../packages/ownership'
import type { JobStep } from '../job/command'
import { releaseJob, startJob } from '../job/job'
import { renderManifest } from '../job/manifest'
import { findJob, readJobState } from '../job/state'
import { stopJob } from '../job/stop'
import { isAlive } from '../owner-process'
import type { RunRecordWriter } from '../run-record-writer'
import { type JobFacts, toJobFacts } from '../run-state'
import type { RunTaskbox } from '../run-taskbox'
import { renderExactCommands } from './exact-commands'
import { writeInstallerFiles } from './write-files'

const POLL_MS = 500

export interface StartContext {
  writer: RunRecordWriter
  cluster: Cluster
  installer: Installer
  taskbox: RunTaskbox
  /** Those of the run's draft, by name. */
  secrets: Secrets
  pinnedFingerprint: (host: Host) => Promise<string | undefined>
  onLost: (reason: string) => void
  /** Called with what is known about the running job. */
  onJob: (facts: Partial<JobFacts>) => void
}

/** The steps of an operation with their folders on the taskbox. */
export const jobSteps = ({ steps }: Pick<Operation, 'steps'>, packageFolder: string): JobStep[] =>
  steps.map((step) => ({ ...step, workingDirectory: `${packageFolder}/${step.workingDirectory}` }))

/**
 * Reserves the package. Throws `run-active` if another run has it, `package-untrusted` if other users can change it, the
 * failures of `refuseOtherRelease`, or another failure of the taskbox.
 */
export async function reserve({
  writer,
  cluster,
  installer,
  taskbox,
  pinnedFingerprint,
  secrets,
  onJob,
}: StartContext): Promise<void> {
  const { id, operation, packageFolder } = writer.value
  const steps = jobSteps(installer.operation(cluster, operation), packageFolder)
  const reserved = await taskbox.withMachine(async (machine) => {
    await refuseForeignPackage(machine, cluster.installer)
    await refuseOtherRelease(machine, cluster.installer)
    const environment = await enableHostKeyChecking(machine, cluster, pinnedFingerprint)
    const hostKeysUnchecked = sshHosts(cluster).length > 0 && Object.keys(environment).length === 0
    const job = await startJob(machine, {
      runId: id,
      steps,
      environment,
      packageFolder,
      manifest: renderManifest(writer.value),
      awaitRelease: true,
    })
    return { job, hostKeysUnchecked, environment }
  })
  onJob({ awaitingRelease: true })
  const { environment, ...changes } = reserved
  await writer.update(changes)
  await writer.storeCommands(renderExactCommands({ steps, environment }, secrets))
}

/** Writes the files and releases the job. If the files cannot be written, stops the job and throws the error. */
export async function provision(context: StartContext): Promise<void> {
  const { writer, cluster, installer, taskbox, onLost, onJob } = context
  const { job } = writer.value
  try {
    const files = await taskbox.withRetry(
      (machine) => writeInstallerFiles(machine, cluster, installer),
      onLost,
    )
    await writer.storeFiles(files)
  } catch (error) {
    await taskbox.withMachine((machine) => stopJob(machine, job)).catch(() => undefined)
    throw error
  }
  await writer.update({ starting: true })
  onJob({ awaitingRelease: false })
  // A job that was stopped or gave up in the meantime is handled when its end is read.
  await taskbox
    .withRetry((machine) => releaseJob(machine, job), onLost)
    .catch((error: unknown) => {
      if (!(error instanceof MachineFailure && error.facts.reason === 'jobNotStarted')) throw error
    })
}

/**
 * Resumes a start that another process began. Returns false if no job exists and that process has died.
 * @param isClosing whether this process stops following the run
 */
export async function resume(context: StartContext, isClosing: () => boolean): Promise<boolean> {
  const { writer, taskbox, onLost, onJob } = context
  while (!isClosing()) {
    // Check liveness before reading state, so that a process that just exited has already written it.
    const alive = isAlive(writer.value.ownerProcess)
    await writer.reload()
    if (writer.value.state) return true
    const job =
      writer.value.job || (await taskbox.withRetry((machine) => findJob(machine, writer.value.id), onLost))
    if (job && job !== writer.value.job) await writer.update({ job })
    if (!job && !alive) return false
    const state = job ? await taskbox.withRetry((machine) => readJobState(machine, job), onLost) : undefined
    // Report only a live job as running; the end of a dead one is read from its files.
    if (state?.alive) onJob(toJobFacts(state))
    if (state && !(state.awaitingRelease && state.alive)) return true
    if (state && !alive) {
      await provision(context)
      return true
    }
    await taskbox.sleep(POLL_MS)
  }
  return true
}
