/** Reports, once per silence, an installer that prints nothing without waiting for input, as in a stalled download. */
import type { Run } from '../../runs/run'
import { translator } from '../../translator'
import { printStderr } from './output'

const QUIET_MS = 5 * 60_000
const POLL_MS = 15_000

/** @returns a function that stops it */
export function watchSilence(run: Pick<Run, 'view'>): () => void {
  let reported = false
  const timer = setInterval(() => {
    const { quietSince = Date.now() } = run.view()
    const quietMs = Date.now() - quietSince
    if (quietMs >= QUIET_MS && !reported)
      printStderr(translator()('cli.quiet', { minutes: Math.floor(quietMs / 60_000) }))
    reported = quietMs >= QUIET_MS
  }, POLL_MS)
  return () => clearInterval(timer)
}
