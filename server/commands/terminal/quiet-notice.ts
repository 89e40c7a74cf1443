/** Reports, once per silence, an installer that prints nothing and is not known to wait for input. */
import { QUIET_NOTICE_MS } from '@/lib/run/quiet'
import type { Run } from '../../runs/run'
import { translator } from '../../translator'
import { printStderr } from './output'

const POLL_MS = 15_000

/** @returns a function that stops it */
export function watchSilence(run: Pick<Run, 'id' | 'view'>): () => void {
  let reported = false
  const timer = setInterval(() => {
    const { since, mayWait } = run.view().quiet ?? { since: Date.now(), mayWait: false }
    const quietMs = Date.now() - since
    const facts = { minutes: Math.floor(quietMs / 60_000), run: run.id }
    if (quietMs >= QUIET_NOTICE_MS && !reported)
      printStderr(translator()(mayWait ? 'cli.quiet-may-wait' : 'cli.quiet', facts))
    reported = quietMs >= QUIET_NOTICE_MS
  }, POLL_MS)
  return () => clearInterval(timer)
}
