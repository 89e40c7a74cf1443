/** The checks of a cluster as a file to keep: what was found, what was waived and why, and whether it still holds. */

import { findingMessageKey } from '@/lib/checks/message-key'
import { type ReportSubject, renderReport } from '@/lib/checks/report/html-report'
import { buildReport } from '@/lib/checks/report/json-report'
import { toCluster } from '@/lib/cluster/to-cluster'
import type { Language } from '@/lib/messages/languages'
import type { ClusterStore } from '../clusters/cluster-store'
import { htmlTranslator, translator } from '../translator'
import type { ChecksService } from './checks-service'

/** Where a report comes from. */
export interface ReportServices {
  clusters: ClusterStore
  checks: Pick<ChecksService, 'view' | 'answer'>
}

/** A page to print or to mail. */
export async function checksHtmlReport(
  from: ReportServices,
  id: string,
  language: Language,
): Promise<string> {
  return renderReport((await loadReportInputs(from, id)).subject, language, htmlTranslator(language))
}

/** The shape of `taskbox check --json`, with what a file needs that stands by itself. */
export async function checksJsonReport(from: ReportServices, id: string, language: Language) {
  const { subject, seconds, stale } = await loadReportInputs(from, id)
  const t = translator(language)
  const { cluster, release, at, waivers } = subject
  const hosts = subject.hosts.map((one) => ({ ...one, sheet: undefined }))
  const found = buildReport(hosts, {
    waivers,
    seconds,
    say: (finding, part) => t(findingMessageKey(finding, part), finding.facts),
  })
  const about = { version: 1, name: cluster, release, checkedAt: new Date(at).toISOString(), waivers, stale }
  return { ...about, ...found }
}

interface ReportInputs {
  subject: ReportSubject
  seconds: number
  /** Checks whose verdict no longer holds, by host. */
  stale: Record<string, string[]>
}

async function loadReportInputs({ clusters, checks }: ReportServices, id: string): Promise<ReportInputs> {
  const [{ draft }, view] = await Promise.all([clusters.open(id), checks.view(id)])
  const { name, hosts, installer, waivers } = toCluster(draft)
  const asked = await Promise.all(
    hosts.map(async (host) => {
      const verdicts = view.hosts[host.id]
      const reached = verdicts?.findings.some(({ reason }) => reason === 'unreached') === false
      const answer = reached ? await checks.answer(id, host.id) : undefined
      return { host, verdicts, facts: answer?.facts, findings: verdicts?.findings ?? [] }
    }),
  )
  const stale = asked.flatMap(({ host, verdicts }) =>
    verdicts && verdicts.stale.length > 0 ? [[host.name, verdicts.stale] as const] : [],
  )
  return {
    subject: {
      cluster: name,
      release: installer.release,
      at: view.endedAt ?? view.startedAt,
      hosts: asked,
      waivers,
      stale: stale.reduce((sum, [, checks]) => sum + checks.length, 0),
    },
    seconds: ((view.endedAt ?? view.startedAt) - view.startedAt) / 1000,
    stale: Object.fromEntries(stale),
  }
}
