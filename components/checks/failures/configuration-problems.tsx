'use client'

import { useTranslations } from 'use-intl'
import { Notice } from '@/components/ui/feedback/notice'
import type { KeyedProblem } from '@/components/wizard/draft/validation'
import { CauseList } from '@/components/wizard/steps/cause-list'
import type { StepCause } from '@/lib/steps/step-causes'

/** What is missing in earlier steps: fields that prevent the checks, and hosts without a connection. */
export function ConfigurationProblems({ causes }: { causes: readonly StepCause<KeyedProblem>[] }) {
  const t = useTranslations('checks-step')
  if (causes.length === 0) return null
  const key = causes.some(({ kind }) => kind === 'problem') ? 'blocked' : 'unconnected'
  return (
    <section className="mb-4 flex flex-col gap-2">
      <Notice tone="warn" title={t(`${key}.title`, { count: causes.length })}>
        {t(`${key}.text`)}
      </Notice>
      <div className="rounded-md border border-line bg-surface">
        <CauseList causes={causes} />
      </div>
    </section>
  )
}
