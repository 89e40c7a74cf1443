'use client'

import { useTranslations } from 'use-intl'

/** A badge with the number of failed checks to fix in a step. */
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
