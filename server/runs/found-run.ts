/** A run that another Taskbox started, as its job on the taskbox tells it. */
import { z } from 'zod'
import { findInstaller } from '@/lib/installers/registry'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { RequestFailure } from '../request-failure'
import { findJob, jobState } from './job'

/** Who may write to a job's folder may do more than lie to us; still, no name of a book's length comes in. */
const word = z.string().max(1000)
const about = z.object({
  version: z.literal(1),
  clusterName: word,
  startedAt: z.number(),
  release: word,
  mode: word,
  packageFolder: word,
  hostNames: z.array(word).max(10_000),
  waivers: z.array(z.object({ check: word, host: word, reason: word })).max(10_000),
})
export interface FoundRun extends Omit<z.infer<typeof about>, 'version' | 'clusterName'> {
  /** Folder of the job. */
  job: string
}

const ABOUT_BYTES = 4_000_000
const WITHIN_MS = 15_000

/**
 * Throws `not-found` where there is no such job, or none that says what it is, and `run-active` while its own Taskbox
 * still writes its files: whoever takes it up then would have to know what they shall be.
 */
export async function findRun(machine: Machine, run: string): Promise<FoundRun> {
  const job = await findJob(machine, run)
  const state = job === undefined ? undefined : await jobState(machine, job)
  if (job === undefined || !state?.exists) throw new RequestFailure('not-found', { what: 'run', id: run })
  const said = await readAbout(machine, job)
  if (!said || !findInstaller(said.release)) throw new RequestFailure('not-found', { what: 'run', id: run })
  if (state.held) throw new RequestFailure('run-active', { run, package: said.packageFolder })
  const { version, clusterName, ...known } = said
  return { ...known, job }
}

async function readAbout(machine: Machine, job: string): Promise<z.infer<typeof about> | undefined> {
  const script = `head -c ${ABOUT_BYTES} -- ${quote(`${job}/about`)}`
  const { stdout } = await machine.exec(script, { deadlineMs: WITHIN_MS, idempotent: true })
  try {
    return about.parse(JSON.parse(stdout.toString('utf8')))
  } catch {
    return undefined
  }
}
