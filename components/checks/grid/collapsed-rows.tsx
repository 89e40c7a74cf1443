'use client'

import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusIcon } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button'
import type { VisibleMatrix } from './visible-matrix'

/** What all passes, in a line with a count: hosts on which everything does, and checks that do on every host. */
export function CollapsedRows({
  shown: { quietRows, quietChecks },
  onRows,
  onChecks,
}: {
  shown: VisibleMatrix
  onRows: () => void
  onChecks: () => void
}) {
  const t = useTranslations('checkstep.passing')
  if (quietRows.length + quietChecks.length === 0) return null
  return (
    <ul className="mt-2 divide-y divide-line rounded-md border border-line bg-surface">
      {quietRows.length > 0 && (
        <CollapsedRow
          text={t('hosts', { count: quietRows.length })}
          action={t('showHosts')}
          onPress={onRows}
        />
      )}
      {quietChecks.length > 0 && (
        <CollapsedRow
          text={t('checks', { count: quietChecks.length })}
          action={t('showChecks')}
          onPress={onChecks}
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
      <Button size="small" look="quiet" onClick={onPress}>
        {action}
      </Button>
    </li>
  )
}
