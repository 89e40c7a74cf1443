'use client'

import { Undo2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusIcon } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button/button'
import type { WaiverDraft } from '@/lib/cluster/draft/draft'
import { useCheckTitle } from '../finding-text'

/** All waivers with their reasons. With `onRemove`, each can be removed. */
export function WaiverList({
  waivers,
  onRemove,
}: {
  waivers: readonly WaiverDraft[]
  onRemove?: (waiver: WaiverDraft) => void
}) {
  const t = useTranslations('checks-step.waiver')
  const title = useCheckTitle()
  return (
    <ul className="divide-y divide-line rounded-md border border-line bg-surface">
      {waivers.map((waiver) => (
        <li
          key={`${waiver.check} ${waiver.host}`}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5 pr-1.5 pl-3"
        >
          <StatusIcon status={CHECK_STATUS.waived} />
          <p className="min-w-0 flex-1 basis-56 break-words">
            <span className="font-medium">
              {t('line', { check: title(waiver.check), host: waiver.host || t('everyHost') })}
            </span>{' '}
            <span className="text-muted">{waiver.reason.trim() || t('noReason')}</span>
          </p>
          {onRemove && (
            <Button
              size="small"
              variant="quiet"
              icon={Undo2}
              className="ml-auto"
              aria-label={t('removeNamed', {
                check: title(waiver.check),
                host: waiver.host || t('everyHost'),
              })}
              onClick={() => onRemove(waiver)}
            >
              {t('remove')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
