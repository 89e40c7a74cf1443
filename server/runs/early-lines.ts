/** The end of a run's log for the page that is asked for: it is seen before a script has run. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { EarlyLines } from '@/lib/contract/log'
import type { Runs } from './runs'

/** More than most windows show beside all that stands above the log. */
const LINES = 60
/** A page waits no longer for it; the log of a server that has just begun may have to be read first. */
const WITHIN_MS = 100

/** Undefined: not known in time, or there is no such run. @param named the run; left out: the cluster's newest */
export async function earlyLines(
  runs: Runs,
  cluster: string,
  named?: string,
): Promise<EarlyLines | undefined> {
  const find = async () => {
    const id = named ?? (await runs.list(cluster))[0]?.id
    if (id === undefined) return undefined
    const { lines } = await runs.open(id)
    return { run: id, window: await lines.window(undefined, LINES) }
  }
  return Promise.race([find().catch(() => undefined), sleep(WITHIN_MS, undefined, { ref: false })])
}
