'use client'

import { useTranslations } from 'use-intl'

/** How many failed checks are fixed in a step; nothing where there are none. */
export function FailureCount({ count }: { count: number }) {
  const t = useTranslations('status.fix')
  if (count === 0) return null
  return (
    <span
      title={t('badge', { count })}
      className="shrink-0 rounded-full bg-fail-soft px-1.5 text-xs font-medium text-fail"
    >
      <span aria-hidden>{count}</span>
      <span className="sr-only">{t('badge', { count })}</span>
    </span>
  )
}
