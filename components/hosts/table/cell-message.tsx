'use client'

import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { SEVERITY_TONES, TONES, ToneIcon } from '@/components/ui/feedback/tone'
import { useFieldNote } from '@/components/wizard/draft/validation'

/** The problem or hint of the focused cell, in a fixed line below the table. */
export function CellMessage({ cell }: { cell: string | undefined }) {
  const t = useTranslations('hosts')
  const note = useFieldNote(cell ?? '')
  const column = cell?.split('.')[2]
  const tone = note && SEVERITY_TONES[note.severity]
  return (
    <p className={cx('flex min-h-11 gap-1.5 pt-1.5 text-sm', tone ? TONES[tone].text : 'text-muted')}>
      {tone && <ToneIcon tone={tone} size={14} className="mt-0.75" />}
      <span className="min-w-0">
        {note ? note.text : column ? t(`fields.${column}.hint`) : t('keysHint')}
      </span>
    </p>
  )
}
