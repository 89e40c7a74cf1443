'use client'

import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { StatusBadge } from '@/components/ui/status-badge'
import type { Passing } from './use-passing'

/** How many hosts pass everything, and the way to see them. */
export function PassingRow({ passing: { hidden, show } }: { passing: Passing }) {
  const t = useTranslations('checkstep')
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <StatusBadge tone="ok" plain>
        {t('states.pass')}
      </StatusBadge>
      <span>{t('passing', { count: hidden.length })}</span>
      <Button size="small" look="quiet" onClick={show} className="ml-auto">
        {t('showAll')}
      </Button>
    </div>
  )
}
