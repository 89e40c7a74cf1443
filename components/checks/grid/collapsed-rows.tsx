'use client'

import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusIcon } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button/button'
import type { VisibleMatrix } from './visible-matrix'

/** Counts of hidden hosts that passed all checks, and of hidden checks that passed on all hosts. */
export function CollapsedRows({
  matrix: { collapsedRows, collapsedChecks },
  onShowRows,
  onShowChecks,
}: {
  matrix: VisibleMatrix
  onShowRows: () => void
  onShowChecks: () => void
}) {
  const t = useTranslations('checks-step.passing')
  if (collapsedRows.length + collapsedChecks.length === 0) return null
  return (
    <ul className="mt-2 divide-y divide-line rounded-md border border-line bg-surface">
      {collapsedRows.length > 0 && (
        <CollapsedRow
          text={t('hosts', { count: collapsedRows.length })}
          action={t('showHosts')}
          onPress={onShowRows}
        />
      )}
      {collapsedChecks.length > 0 && (
        <CollapsedRow
          text={t('checks', { count: collapsedChecks.length })}
          action={t('showChecks')}
          onPress={onShowChecks}
        />
      )}
    </ul>
  )
}

function CollapsedRow({ text, action, onPress }: { text: string; action: string; onPress: () => void }) {
  return (
    <li className="flex items-center gap-2 py-1 pr-1 pl-3">
      <StatusIcon status={CHECK_STATUS.pass} />
      <span className="min-w-0 flex-1">{text}</span>
      <Button size="small" variant="quiet" onClick={onPress}>
        {action}
      </Button>
    </li>
  )
}
