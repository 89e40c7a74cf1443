'use client'

import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import type { Finding } from '@/lib/checks/catalogue/index'
import type { WaiverDraft } from '@/lib/cluster/draft/draft'
import { useCheckTitle, useFindingText } from '../finding-text'
import { type HostRow, isUnreachable } from '../grid/matrix'
import { waiverFor } from '../waivers/waivers'
import { type FindingActions, FindingView } from './finding-view'
import { findingId } from './selection'

/** Findings of a host, worst first. Unreachable checks share one line; passed checks are listed with their facts. */
export function HostFindings({
  row,
  waivers,
  actions,
}: {
  row: HostRow
  waivers: readonly WaiverDraft[]
  actions: FindingActions
}) {
  const { host, findings, results } = row
  const problems = findings.filter((finding) => finding.status !== 'pass' && !isUnreachable(finding))
  const unreachable = findings.filter(isUnreachable)
  return (
    <div className="flex flex-col">
      {problems.length > 0 && (
        <ul className="divide-y divide-line">
          {problems.map((finding, index) => (
            <FindingView
              key={findingId(host.id, finding.check, index)}
              id={findingId(host.id, finding.check, index)}
              finding={finding}
              host={host}
              waiver={waiverFor(waivers, finding.check, host.name)}
              stale={results?.stale.includes(finding.check) ?? false}
              rerunAt={results?.rerunAt[finding.check]}
              actions={actions}
            />
          ))}
        </ul>
      )}
      {unreachable.length > 0 && <UnreachableChecks findings={unreachable} />}
      <PassedChecks row={row} />
    </div>
  )
}

function UnreachableChecks({ findings }: { findings: readonly Finding[] }) {
  const t = useTranslations('checks-step')
  const title = useCheckTitle()
  const findingText = useFindingText()
  const [first] = findings
  return (
    <div className="flex items-baseline gap-1.5 border-t border-line py-3 text-sm text-muted">
      <StatusIcon status={CHECK_STATUS.unknown} className="translate-y-0.5" />
      <div className="min-w-0">
        <span className="font-medium text-unknown">{t('counts.unknown', { count: findings.length })}</span>{' '}
        {findings.map(({ check }) => title(check)).join(t('listSeparator'))}
        {first && (
          <div>
            {findingText(first).message} {findingText(first).remedy}
          </div>
        )}
      </div>
    </div>
  )
}

/** Passed checks with their messages. */
function PassedChecks({ row: { host, findings, results } }: { row: HostRow }) {
  const t = useTranslations('checks-step')
  const findingText = useFindingText()
  const statusText = useStatusText()
  const passing = findings.filter(({ status }) => status === 'pass')
  if (passing.length === 0) return null
  return (
    <section className="border-t border-line py-3">
      <h3 className="mb-1 flex items-center gap-1.5 font-medium text-ok">
        <StatusIcon status={CHECK_STATUS.pass} />
        {t('counts.pass', { count: passing.length })}
      </h3>
      <dl className="grid grid-cols-[minmax(7rem,11rem)_1fr] gap-x-3 gap-y-1 text-sm">
        {passing.map((finding) => {
          const { title, message } = findingText(finding)
          return (
            <div
              key={`${finding.check} ${finding.reason}`}
              id={findingId(host.id, finding.check, 0)}
              tabIndex={-1}
              className="col-span-2 grid grid-cols-subgrid"
            >
              <dt className="text-muted">
                {title}
                {results?.stale.includes(finding.check) && (
                  <span className="block text-xs">{statusText(CHECK_STATUS.stale).title}</span>
                )}
              </dt>
              <dd className="min-w-0 break-words">{message}</dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}
