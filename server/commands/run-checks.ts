/** Runs the checks for a command and builds the report and table that `check` and `install` print. */
import { CHECK_IDS, type CheckId } from '@/lib/checks/catalogue/index'
import { findingMessageKey } from '@/lib/checks/message-key'
import type { ReportSubject } from '@/lib/checks/report/html-report'
import { buildReport, type Report } from '@/lib/checks/report/json-report'
import type { CheckStatus } from '@/lib/checks/status'
import type { Draft } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { runChecks } from '../checks/run-checks'
import type { Engine } from '../engine'
import { translator } from '../translator'
import type { LoadedCluster } from './load-cluster'
import { escapeFacts, escapeLine } from './terminal/escape'
import { printStderr } from './terminal/output'

/** Validates check ids. If one is unknown, prints the known ids and returns undefined. */
export function checkIds(ids: readonly string[]): CheckId[] | undefined {
  const valid = ids.flatMap((id) => CHECK_IDS.filter((check) => check === id))
  const unknown = ids.find((id) => !CHECK_IDS.some((check) => check === id))
  if (unknown === undefined) return valid
  printStderr(`taskbox: ${translator()('cli.check-unknown', { id: unknown, ids: CHECK_IDS.join(', ') })}`)
  return undefined
}

/** Adds waivers of these checks for all hosts to a draft. */
export function withWaivers(draft: Draft, checks: readonly CheckId[]): Draft {
  const added = checks.map((check) => ({ check, host: '', reason: '' }))
  return { ...draft, waivers: [...draft.waivers, ...added] }
}

/** Results of the checks: as JSON, and as the subject of an HTML report. */
export interface CheckedCluster {
  report: Report
  subject: ReportSubject
}

export async function checkCluster(
  engine: Engine,
  { id, draft, release }: LoadedCluster,
  only: readonly CheckId[],
): Promise<CheckedCluster> {
  const t = translator()
  const cluster = toCluster(draft, release)
  printStderr(t('cli.checking', { count: cluster.hosts.length }))
  const started = performance.now()
  const hosts = await runChecks({
    cluster,
    release,
    machines: engine.machines,
    onlyChecks: only.length > 0 ? only : undefined,
    previouslyInstalled: await engine.checks.previouslyInstalled(id, cluster.hosts),
  })
  const { waivers } = draft
  const summary = { cluster: cluster.name, release: release.id, at: Date.now(), stale: 0 }
  return {
    subject: { ...summary, hosts, waivers },
    report: buildReport(hosts, {
      waivers,
      seconds: (performance.now() - started) / 1000,
      translate: (finding, part) => t(findingMessageKey(finding, part), escapeFacts(finding.facts)),
    }),
  }
}

/** A check's status in a terminal: symbol, SGR colour code and message key. */
const STATUS_OUTPUT: Record<CheckStatus, { symbol: string; colour: number; label: string }> = {
  fail: { symbol: '✗', colour: 31, label: 'cli.status.fail' },
  unknown: { symbol: '?', colour: 35, label: 'cli.status.unknown' },
  warn: { symbol: '!', colour: 33, label: 'cli.status.warn' },
  pass: { symbol: '✓', colour: 32, label: 'cli.status.pass' },
}

/** Renders one line per finding, worst first within a host, with remedies. @param colour use SGR colours */
export function renderTable({ hosts, cluster }: Report, colour: boolean): string {
  const t = translator()
  const symbol = (status: CheckStatus) => {
    const { symbol, colour: code } = STATUS_OUTPUT[status]
    return colour ? `\u001b[${code}m${symbol}\u001b[0m` : symbol
  }
  const line = (
    host: string,
    { check, status, message, remedy, waived }: Report['hosts'][string]['findings'][number],
  ) => {
    const waiver = waived ? ` (${t('cli.accepted')})` : ''
    const text = `${symbol(status)} ${escapeLine(host).padEnd(16)} ${check.padEnd(10)} ${t(STATUS_OUTPUT[status].label).padEnd(8)} ${message}${waiver}`
    return remedy && status !== 'pass' ? `${text}\n${remedy}`.replaceAll('\n', `\n${' '.repeat(19)}`) : text
  }
  const lines = [
    ...Object.entries(hosts).flatMap(([name, { findings }]) =>
      findings.map((finding) => line(name, finding)),
    ),
    ...cluster.map((finding) => line(finding.hosts.join(','), finding)),
  ]
  return `${lines.join('\n')}\n`
}

/** Prints the checks that block the install, with the ids that would waive them. */
export function printBlocked({ hosts, cluster }: Report): void {
  const failed = [...Object.values(hosts).flatMap(({ findings }) => findings), ...cluster].filter(
    ({ status, waived }) => status === 'fail' && !waived,
  )
  const ids = [...new Set(failed.map(({ check }) => check))].join(',')
  printStderr(translator()('cli.blocked', { count: failed.length, ids }))
}

/** Whether to print colours: only on a terminal, and not if NO_COLOR is set. */
export function wantsColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR
}
