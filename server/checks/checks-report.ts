/** The checks of a cluster as a file to keep: what was found, what was waived and why, and whether it still holds. */

import { report } from '@/lib/checks/report'
import { type ReportSubject, reportPage } from '@/lib/checks/report-page'
import { textKey } from '@/lib/checks/text'
import { complete } from '@/lib/cluster/complete'
import type { Language } from '@/lib/messages/languages'
import type { ClusterStore } from '../clusters/cluster-store'
import { htmlTranslator, translator } from '../translator'
import type { ChecksService } from './checks-service'

/** Where a report comes from. */
export interface ReportSource {
  clusters: ClusterStore
  checks: Pick<ChecksService, 'view' | 'answer'>
}

/** A page to print or to mail. */
export async function checksPage(from: ReportSource, id: string, language: Language): Promise<string> {
  return reportPage((await gather(from, id)).subject, language, htmlTranslator(language))
}

/** The shape of `taskbox check --json`, with what a file needs that stands by itself. */
export async function checksReport(from: ReportSource, id: string, language: Language) {
  const { subject, seconds, stale } = await gather(from, id)
  const t = translator(language)
  const { cluster, release, at, waivers } = subject
  const hosts = subject.hosts.map((one) => ({ ...one, sheet: undefined }))
  const found = report(hosts, {
    waivers,
    seconds,
    say: (finding, part) => t(textKey(finding, part), finding.facts),
  })
  const about = { version: 1, name: cluster, release, checkedAt: new Date(at).toISOString(), waivers, stale }
  return { ...about, ...found }
}

interface Gathered {
  subject: ReportSubject
  seconds: number
  /** Checks whose verdict no longer holds, by host. */
  stale: Record<string, string[]>
}

async function gather({ clusters, checks }: ReportSource, id: string): Promise<Gathered> {
  const [{ draft }, view] = await Promise.all([clusters.open(id), checks.view(id)])
  const { name, hosts, installer, waivers } = complete(draft)
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
