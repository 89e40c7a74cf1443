/** `taskbox explain LOG`: reads any Ansible or installer log and says what ran, what failed and why. */
import { createReadStream } from 'node:fs'
import { installers } from '@/lib/installers/registry'
import { RunFold } from '../runs/run-fold'
import { translator } from '../translator'
import { REFUSED } from './cluster-from-file'
import { print, say } from './output'

export async function explain(path: string, { json }: { json: boolean }): Promise<number> {
  const fold = new RunFold()
  try {
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) fold.push(chunk)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    say(`taskbox: ${translator()('cli.file-unreadable', { file: path, reason })}`)
    return REFUSED
  }
  fold.end()
  const found = explanation(fold)
  await print(json ? `${JSON.stringify(found)}\n` : describe(found))
  return found.outcome === 'failed' ? 1 : 0
}

type Explanation = ReturnType<typeof explanation>

function explanation(fold: RunFold) {
  const { plays, hosts, failures } = fold.view
  const unforgiven = failures.filter(({ ignored, rescued }) => !ignored && !rescued)
  const banner = installers.some((installer) => installer.outcome(fold.tail, 0).result === 'succeeded')
  return {
    plays: plays.length,
    tasks: plays.reduce((sum, { tasks }) => sum + tasks.length, 0),
    recaps: fold.recaps,
    hosts: Object.fromEntries(Object.entries(hosts).map(([name, { counters }]) => [name, counters])),
    failures,
    diagnosis: fold.diagnosis(),
    outcome: outcomeOf({
      failed: unforgiven.length > 0,
      ended: fold.recaps > 0 || banner,
      ran: plays.length > 0,
    }),
  }
}

function outcomeOf({ failed, ended, ran }: Record<'failed' | 'ended' | 'ran', boolean>) {
  if (failed) return 'failed'
  if (ended) return 'succeeded'
  return ran ? 'unfinished' : 'unknown'
}

function describe({ plays, tasks, outcome, failures, diagnosis }: Explanation): string {
  const t = translator()
  const failed = failures.filter(({ ignored, rescued }) => !ignored && !rescued)
  const lines = [
    t('cli.explained', { plays, tasks, outcome }),
    ...failed.map(({ host, task, line, message }) => `  ${host}: ${task} (${line}): ${message}`),
    ...diagnosis.map(
      ({ id, host }) => `  ${host}: ${t(`signatures.${id}.cause`)} ${t(`signatures.${id}.remedy`)}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}
