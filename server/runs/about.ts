/** What a job says of itself in its folder, for another Taskbox that finds it on the same taskbox. No secrets. */
import { z } from 'zod'
import { type Machine, MachineFailure } from '../machine/machine'
import type { RunRecord } from './run-store'

const about = z.object({
  version: z.literal(1),
  run: z.string(),
  clusterName: z.string(),
  startedAt: z.number(),
  release: z.string(),
  mode: z.string(),
  packageFolder: z.string(),
  hostNames: z.array(z.string()),
  waivers: z.array(z.object({ check: z.string(), host: z.string(), reason: z.string() })),
})
export type About = z.infer<typeof about>

const READ_MS = 15_000

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

/** Throws a MachineFailure where it cannot be read; one that is torn is `protocol`. */
export async function readAbout(machine: Machine, job: string): Promise<About> {
  const bytes = await machine.readFile(`${job}/about`, { deadlineMs: READ_MS })
  try {
    return about.parse(JSON.parse(bytes?.toString('utf8') ?? ''))
  } catch (cause) {
    const facts = { machine: machine.label || 'local', reason: 'other' } as const
    throw new MachineFailure('protocol', facts, { cause })
  }
}
