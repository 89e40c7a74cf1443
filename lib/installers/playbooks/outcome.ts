/**
 * The outcome of an ansible-playbook by the end of its log. The last PLAY RECAP counts: without one, the playbook did not
 * end. Whether the cluster works is a matter of its verification.
 */
import { PREPARATION_PLAY } from '@/lib/ansible/prepare/prepare-script'
import { parseRecapLine } from '@/lib/log/ansible/recap-line'
import { stripAnsi } from '@/lib/log/lines'
import type { Outcome } from '../installer'

/** @param log at least its end; may contain ANSI escapes and carriage returns */
export function playbookOutcome(log: string, exitStatus: number): Outcome {
  const text = stripAnsi(log)
  const recap = text.lastIndexOf('PLAY RECAP')
  const lastPlay = [...text.matchAll(/^PLAY \[([^\n]*)\] \*+/gm)].at(-1)?.[1]
  if (exitStatus !== 0 && recap < 0 && lastPlay?.startsWith(PREPARATION_PLAY))
    return { result: 'failed', reason: 'prepare-failed' }
  if (exitStatus !== 0) return { result: 'failed', reason: recap < 0 ? 'exit-status' : 'playbook-failed' }
  if (recap < 0) return { result: 'failed', reason: 'no-recap' }
  const rows = text
    .slice(recap)
    .split('\n')
    .flatMap((line, index) => {
      const row = parseRecapLine(line.trimEnd(), index)
      return row?.type === 'recap' ? [row.counters] : []
    })
  const isClean =
    rows.length > 0 && rows.every(({ failed = 0, unreachable = 0 }) => failed + unreachable === 0)
  return isClean ? { result: 'succeeded' } : { result: 'failed', reason: 'playbook-failed' }
}
