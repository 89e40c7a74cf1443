/** What a job says of itself in its folder, for another Taskbox that finds it on the same taskbox. No secrets. */
import { z } from 'zod'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import type { RunRecord } from './run-store'

/** Who may write to a job's folder may do more than lie to us; still, no name of a book's length comes in. */
const word = z.string().max(1000)
const about = z.object({
  version: z.literal(1),
  run: word,
  clusterName: word,
  startedAt: z.number(),
  release: word,
  mode: word,
  packageFolder: word,
  hostNames: z.array(word).max(10_000),
  waivers: z.array(z.object({ check: word, host: word, reason: word })).max(10_000),
})
export type About = z.infer<typeof about>

const MOST_BYTES = 4_000_000
const WITHIN_MS = 15_000

export function aboutJob(record: RunRecord): string {
  const { id, clusterName, startedAt, release, mode, packageFolder, hostNames, waivers } = record
  const said: About = {
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
  return JSON.stringify(said)
}

/** Undefined where the job says nothing that can be understood. */
export async function readAbout(machine: Machine, job: string): Promise<About | undefined> {
  const script = `head -c ${MOST_BYTES} -- ${quote(`${job}/about`)}`
  const { stdout } = await machine.exec(script, { deadlineMs: WITHIN_MS, idempotent: true })
  try {
    return about.parse(JSON.parse(stdout.toString('utf8')))
  } catch {
    return undefined
  }
}
