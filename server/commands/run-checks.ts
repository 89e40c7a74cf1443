/** Checks for a command: runs them, says how far they are, and builds the report that `check` prints. */
import { CHECK_IDS, type CheckId } from '@/lib/checks/catalogue/index'
import { findingMessageKey } from '@/lib/checks/message-key'
import type { ReportSubject } from '@/lib/checks/report/html-report'
import { buildReport, type Report } from '@/lib/checks/report/json-report'
import type { CheckStatus } from '@/lib/checks/status'
import type { Draft } from '@/lib/cluster/draft'
import { toCluster } from '@/lib/cluster/to-cluster'
import { runChecks } from '../checks/run-checks'
import type { Engine } from '../engine'
import { translator } from '../translator'
import type { LoadedCluster } from './load-cluster'
import { escapeFacts, escapeLine } from './terminal/escape'
import { printStderr } from './terminal/output'

/** The ids as checks; undefined, said with those that there are, where one is none. */
export function checkIds(ids: readonly string[]): CheckId[] | undefined {
  const known = ids.flatMap((id) => CHECK_IDS.filter((check) => check === id))
  const unknown = ids.find((id) => !CHECK_IDS.some((check) => check === id))
  if (unknown === undefined) return known
  printStderr(`taskbox: ${translator()('cli.check-unknown', { id: unknown, ids: CHECK_IDS.join(', ') })}`)
  return undefined
}

/** The draft with further checks accepted for every host. */
export function withWaivers(draft: Draft, checks: readonly CheckId[]): Draft {
  const added = checks.map((check) => ({ check, host: '', reason: '' }))
  return { ...draft, waivers: [...draft.waivers, ...added] }
}

/** What came of the checks: for a program, and for a page. */
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
    only: only.length > 0 ? only : undefined,
    touched: await engine.checks.previouslyInstalled(id, cluster.hosts),
  })
  const { waivers } = draft
  const about = { cluster: cluster.name, release: release.id, at: Date.now(), stale: 0 }
  return {
    subject: { ...about, hosts, waivers },
    report: buildReport(hosts, {
      waivers,
      seconds: (performance.now() - started) / 1000,
      say: (finding, part) => t(findingMessageKey(finding, part), escapeFacts(finding.facts)),
    }),
  }
}

/** How a check's status looks in a terminal: its mark, the SGR code of its colour, and the message key of its word. */
const STATUS_OUTPUT: Record<CheckStatus, { mark: string; colour: number; word: string }> = {
  fail: { mark: '✗', colour: 31, word: 'cli.status.fail' },
  unknown: { mark: '?', colour: 35, word: 'cli.status.unknown' },
  warn: { mark: '!', colour: 33, word: 'cli.status.warn' },
  pass: { mark: '✓', colour: 32, word: 'cli.status.pass' },
}

/** A line a finding, worst first within a host; remedies below what is not passed. @param colour for a terminal */
export function renderTable({ hosts, cluster }: Report, colour: boolean): string {
  const t = translator()
  const marked = (status: CheckStatus) => {
    const { mark, colour: code } = STATUS_OUTPUT[status]
    return colour ? `\u001b[${code}m${mark}\u001b[0m` : mark
  }
  const line = (
    place: string,
    { check, status, message, remedy, waived }: Report['hosts'][string]['findings'][number],
  ) => {
    const accepted = waived ? ` (${t('cli.accepted')})` : ''
    const said = `${marked(status)} ${escapeLine(place).padEnd(16)} ${check.padEnd(10)} ${t(STATUS_OUTPUT[status].word).padEnd(8)} ${message}${accepted}`
    return remedy && status !== 'pass' ? `${said}\n${remedy}`.replaceAll('\n', `\n${' '.repeat(19)}`) : said
  }
  const lines = [
    ...Object.entries(hosts).flatMap(([name, { findings }]) =>
      findings.map((finding) => line(name, finding)),
    ),
    ...cluster.map((finding) => line(finding.hosts.join(','), finding)),
  ]
  return `${lines.join('\n')}\n`
}

/** Says what stands in the way, with the ids that would accept it. */
export function printBlocked({ hosts, cluster }: Report): void {
  const failed = [...Object.values(hosts).flatMap(({ findings }) => findings), ...cluster].filter(
    ({ status, waived }) => status === 'fail' && !waived,
  )
  const ids = [...new Set(failed.map(({ check }) => check))].join(',')
  printStderr(translator()('cli.blocked', { count: failed.length, ids }))
}

/** Colours only for a terminal, and not where NO_COLOR says so. */
export function wantsColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR
}
