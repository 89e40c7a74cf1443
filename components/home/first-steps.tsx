'use client'

import { useTranslations } from 'use-intl'
import { EmptyState } from '@/components/ui/feedback/empty-state'

const STEPS = ['package', 'hosts', 'check', 'install'] as const

/** The home page without clusters: prerequisites and steps. */
export function EmptyHome({ practice }: { practice: boolean }) {
  const t = useTranslations('home.first')
  return (
    <EmptyState title={t('title')} text={t(practice ? 'textPractice' : 'text')}>
      <ol className="mt-1 grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {STEPS.map((step, at) => (
          <li key={step} className="flex gap-3">
            <span
              aria-hidden
              className="flex size-6 shrink-0 items-center justify-center rounded-full border border-control text-sm text-muted"
            >
              {at + 1}
            </span>
            <span>
              <span className="block font-medium">{t(`${step}.title`)}</span>
              <span className="text-muted">{t(`${step}.text`)}</span>
            </span>
          </li>
        ))}
      </ol>
    </EmptyState>
  )
}
