'use client'

import { useTranslations } from 'use-intl'
import { Notice } from '@/components/ui/feedback/notice'
import type { KeyedProblem } from '@/components/wizard/draft/validation'
import { ProblemList } from '@/components/wizard/steps/step-summary'

/** Problems of earlier steps that prevent the checks. Each line links to its field. */
export function ConfigurationProblems({ errors }: { errors: readonly KeyedProblem[] }) {
  const t = useTranslations('checks-step.blocked')
  return (
    <section className="mb-4 flex flex-col gap-2">
      <Notice tone="warn" title={t('title', { count: errors.length })}>
        {t('text')}
      </Notice>
      <div className="rounded-md border border-line bg-surface">
        <ProblemList problems={errors} />
      </div>
    </section>
  )
}
