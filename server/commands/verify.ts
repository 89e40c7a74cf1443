/** `taskbox verify`: repeats the verification of a run, without its installer. Ctrl-C stops it. */
import { verificationProgress } from '@/lib/kubernetes/verification'
import { isUnverified } from '@/lib/run/unverified'
import { terminalActor } from '../audit/audit-log'
import type { Run } from '../runs/run'
import { translator } from '../translator'
import { type RunFlags, withRun } from './runs'
import { escapeFacts } from './terminal/escape'
import { runReport } from './terminal/follow-run'
import { printJson, printStderr } from './terminal/output'
import { runEndLines } from './terminal/run-end'
import { waitForSignal } from './terminal/signals'

export function verify(id: string, flags: RunFlags): Promise<number> {
  const t = translator()
  return withRun(id, flags, async (engine, run) => {
    const { audit, runs } = engine
    const [actor, facts] = [terminalActor(), { run: id }]
    const onVerified = () => audit.write('run-verified', actor, facts)
    await audit.record('run-verification-started', actor, facts, () => runs.verifyAgain(id, onVerified))
    printStderr(t('cli.verifying', { run: id }))
    printProgress(run)
    const stopped = waitForSignal()
      .then(() => run.stop())
      // It may have ended meanwhile.
      .then(
        () => true,
        () => false,
      )
    const isStopped = await Promise.race([stopped, run.verificationEnded.then(() => false)])
    const view = run.view()
    if (flags.json) await printJson(runReport(view, run))
    if (isStopped) printStderr(t('cli.verification-stopped'))
    else for (const line of runEndLines(view)) printStderr(line)
    return isUnverified(view) ? 1 : 0
  })
}

/** Prints what the verification waits for, whenever that changes. */
function printProgress(run: Run): void {
  const t = translator()
  let printed = ''
  run.on('view', () => {
    const { attempt } = run.view()
    if (!attempt) return
    const { key, facts } = verificationProgress(attempt)
    const text = t(`verification.notice.${key}`, escapeFacts(facts))
    if (text !== printed) printStderr(text)
    printed = text
  })
}
