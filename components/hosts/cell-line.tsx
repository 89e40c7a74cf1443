'use client'

import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { useFieldNote } from '@/components/wizard/judge'

/** What there is to say about the focused cell, always at the same place below the table. */
export function CellLine({ cell }: { cell: string | undefined }) {
  const t = useTranslations('hosts')
  const note = useFieldNote(cell ?? '')
  const column = cell?.split('.')[2]
  const Icon = note?.severity === 'error' ? CircleAlert : TriangleAlert
  return (
    <p
      className={cx(
        'flex min-h-11 gap-1.5 pt-1.5 text-sm',
        note ? (note.severity === 'error' ? 'text-fail' : 'text-warn') : 'text-muted',
      )}
    >
      {note && <Icon aria-hidden size={14} className="mt-0.75 shrink-0" />}
      <span className="min-w-0">
        {note ? note.text : column ? t(`fields.${column}.hint`) : t('keysHint')}
      </span>
    </p>
  )
}
