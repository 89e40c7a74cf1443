/** Reports of a cluster's checks, as an HTML page or JSON: findings, waivers and stale results. */
import { findingMessageKey } from '@/lib/checks/message-key'
import { type ReportSubject, renderReport } from '@/lib/checks/report/html-report'
import { buildReport } from '@/lib/checks/report/json-report'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import type { Language } from '@/lib/messages/languages'
import type { ClusterStore } from '../clusters/cluster-store'
import { htmlTranslator, translator } from '../translator'
import type { ChecksService } from './checks-service'

/** Sources of a report. */
export interface ReportServices {
  clusters: ClusterStore
  checks: Pick<ChecksService, 'view' | 'output'>
}

/** Renders the report as a page to print or email. */
export async function checksHtmlReport(
  services: ReportServices,
  id: string,
  language: Language,
): Promise<string> {
  return renderReport((await loadReportInputs(services, id)).subject, language, htmlTranslator(language))
}

/** Builds the report in the format of `taskbox check --json`, plus cluster, release, time, waivers and stale checks. */
export async function checksJsonReport(services: ReportServices, id: string, language: Language) {
  const { subject, seconds, stale } = await loadReportInputs(services, id)
  const t = translator(language)
  const { cluster, release, at, waivers } = subject
  const hosts = subject.hosts.map((host) => ({ ...host, probe: undefined }))
  const report = buildReport(hosts, {
    waivers,
    seconds,
    translate: (finding, part) => t(findingMessageKey(finding, part), finding.facts),
  })
  const metadata = {
    version: 1,
    name: cluster,
    release,
    checkedAt: new Date(at).toISOString(),
    waivers,
    stale,
  }
  return { ...metadata, ...report }
}

interface ReportInputs {
  subject: ReportSubject
  seconds: number
  /** Checks with stale results, by host name. */
  stale: Record<string, string[]>
}

async function loadReportInputs({ clusters, checks }: ReportServices, id: string): Promise<ReportInputs> {
  const [{ draft }, view] = await Promise.all([clusters.open(id), checks.view(id)])
  const { name, hosts, installer, waivers } = toCluster(draft)
  const reports = await Promise.all(
    hosts.map(async (host) => {
      const results = view.hosts[host.id]
      const isReached = results?.findings.some(({ reason }) => reason === 'unreached') === false
      const output = isReached ? await checks.output(id, host.id) : undefined
      return { host, results, facts: output?.facts, findings: results?.findings ?? [] }
    }),
  )
  const stale = reports.flatMap(({ host, results }) =>
    results && results.stale.length > 0 ? [[host.name, results.stale] as const] : [],
  )
  return {
    subject: {
      cluster: name,
      release: installer.version,
      at: view.endedAt ?? view.startedAt,
      hosts: reports,
      waivers,
      stale: stale.reduce((sum, [, checks]) => sum + checks.length, 0),
    },
    seconds: ((view.endedAt ?? view.startedAt) - view.startedAt) / 1000,
    stale: Object.fromEntries(stale),
  }
}
