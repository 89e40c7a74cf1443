'use client'

import { UnfoldVertical } from 'lucide-react'
import { useTranslations } from 'use-intl'

/** Replaces folded lines and unfolds them. */
export function FoldButton({ count, onUnfold }: { count: number; onUnfold: () => void }) {
  const t = useTranslations('review.files')
  return (
    <button
      type="button"
      onClick={onUnfold}
      className="inline-flex items-center gap-1.5 rounded-sm font-sans text-muted hover:text-ink focus-visible:-outline-offset-2"
    >
      <UnfoldVertical aria-hidden size={14} />
      {t('folded', { count })}
    </button>
  )
}
