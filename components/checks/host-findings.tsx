'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { ToneIcon } from '@/components/ui/status-badge'
import type { Finding } from '@/lib/checks/catalogue'
import type { WaiverDraft } from '@/lib/cluster/draft'
import { useCheckTitle, useFindingWords } from './check-words'
import { FindingView, type WaiverActions } from './finding-view'
import { findingId } from './fixes'
import type { HostRow } from './matrix'
import { waiverFor } from './waivers'

/** What stands behind a host: its findings worst first, and in one line what passes. */
export function HostFindings({
  row,
  waivers,
  actions,
  busy,
  onAgain,
}: {
  row: HostRow
  waivers: readonly WaiverDraft[]
  actions: WaiverActions
  /** Checks are running; none can be started. */
  busy: boolean
  onAgain: () => void
}) {
  const t = useTranslations('checkstep')
  const { host, findings = [] } = row
  const problems = findings.filter((finding) => finding.status !== 'pass' && !isUnasked(finding))
  const unasked = findings.filter(isUnasked)
  return (
    <div className="flex flex-col">
      {problems.length > 0 && (
        <ul className="divide-y divide-line">
          {problems.map((finding, at) => (
            <FindingView
              key={findingId(host.id, at)}
              id={findingId(host.id, at)}
              finding={finding}
              host={host}
              waiver={waiverFor(waivers, finding.check, host.name)}
              actions={actions}
            />
          ))}
        </ul>
      )}
      {unasked.length > 0 && <Unasked findings={unasked} />}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line py-2 first:border-t-0">
        <Passes row={row} />
        <Button
          size="small"
          look="quiet"
          icon={RotateCw}
          disabled={busy}
          className="ml-auto"
          onClick={onAgain}
        >
          {t('againHost', { host: host.name })}
        </Button>
      </div>
    </div>
  )
}

/** What could not be asked, since the host was not reached: all of it for one reason, so it is said once. */
function isUnasked({ status, reason }: Finding): boolean {
  return status === 'unknown' && reason === 'unreached'
}

function Unasked({ findings }: { findings: readonly Finding[] }) {
  const t = useTranslations('checkstep')
  const title = useCheckTitle()
  const words = useFindingWords()
  const [first] = findings
  return (
    <div className="flex items-baseline gap-1.5 border-t border-line py-2 text-sm text-muted">
      <ToneIcon tone="unknown" size={14} className="translate-y-0.5" />
      <div className="min-w-0">
        <span className="font-medium text-unknown">{t('counts.unknown', { count: findings.length })}</span>{' '}
        {findings.map(({ check }) => title(check)).join(t('listSeparator'))}
        {first && (
          <div>
            {words(first).message} {words(first).remedy}
          </div>
        )}
      </div>
    </div>
  )
}

function Passes({ row: { cells } }: { row: HostRow }) {
  const t = useTranslations('checkstep')
  const title = useCheckTitle()
  const passing = [...cells].filter(([, state]) => state === 'pass').map(([check]) => check)
  if (passing.length === 0) return null
  return (
    <p className="flex min-w-0 flex-1 basis-64 items-baseline gap-1.5 text-sm text-muted">
      <ToneIcon tone="ok" size={14} className="translate-y-0.5" />
      <span className="min-w-0">
        <span className="font-medium text-ok">{t('counts.pass', { count: passing.length })}</span>{' '}
        {passing.map(title).join(t('listSeparator'))}
      </span>
    </p>
  )
}
