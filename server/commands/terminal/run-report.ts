/** `--json` of `install` and `attach`: the last line on standard output (docs/cluster-file.md). */
import type { HostProgress, RunView } from '@/lib/contract/run'
import type { Run } from '../../runs/run'

export interface RunReport {
  state: RunView['state']
  run: string
  console?: { url: string; account: string; password: string; reachable: boolean }
  hosts: Record<string, HostProgress['counters']>
  reason?: string
  diagnosis?: RunView['diagnosis']
}

export function runReport(view: RunView, run: Pick<Run, 'consolePassword'>): RunReport {
  const hosts = Object.fromEntries(
    Object.entries(view.progress.hosts).map(([name, host]) => [name, host.counters]),
  )
  const report = { state: view.state, run: view.id, hosts }
  if (view.state !== 'succeeded' || !view.console)
    return { ...report, ...(view.reason ? { reason: view.reason } : {}), diagnosis: view.diagnosis }
  const { url, account, reachable } = view.console
  return {
    ...report,
    console: { url, account, password: run.consolePassword(), reachable: reachable ?? false },
  }
}
