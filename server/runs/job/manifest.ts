/** What a job says of itself in its folder, for another Taskbox that finds it on the same taskbox. No secrets. */
import { z } from 'zod'
import type { Machine } from '../../machine/machine'
import { quote } from '../../machine/quote'
import type { RunRecord } from '../run-store'

/** Who may write to a job's folder may do more than lie to us; still, no name of a book's length comes in. */
const shortText = z.string().max(1000)
const jobManifest = z.object({
  version: z.literal(1),
  run: shortText,
  clusterName: shortText,
  startedAt: z.number(),
  release: shortText,
  mode: shortText,
  packageFolder: shortText,
  hostNames: z.array(shortText).max(10_000),
  waivers: z.array(z.object({ check: shortText, host: shortText, reason: shortText })).max(10_000),
})
export type JobManifest = z.infer<typeof jobManifest>

const MAX_BYTES = 4_000_000
const READ_TIMEOUT_MS = 15_000

export function renderManifest(record: RunRecord): string {
  const { id, clusterName, startedAt, release, mode, packageFolder, hostNames, waivers } = record
  const manifest: JobManifest = {
    version: 1,
    run: id,
    clusterName,
    startedAt,
    release,
    mode,
    packageFolder,
    hostNames,
    waivers,
  }
  return JSON.stringify(manifest)
}

/** Undefined where the job says nothing that can be understood. */
export async function readManifest(machine: Machine, job: string): Promise<JobManifest | undefined> {
  const script = `head -c ${MAX_BYTES} -- ${quote(`${job}/about`)}`
  const { stdout } = await machine.exec(script, { deadlineMs: READ_TIMEOUT_MS, idempotent: true })
  try {
    return jobManifest.parse(JSON.parse(stdout.toString('utf8')))
  } catch {
    return undefined
  }
}
