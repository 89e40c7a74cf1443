'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { useFocusField } from '@/components/wizard/draft/focus-field'
import { useOpenFailures } from '@/components/wizard/use-open-failures'
import { useWizard } from '@/components/wizard/wizard-context'
import { type StepId, stepHref } from '@/lib/steps/steps'
import { FailureList } from './failure-list'

/** Failed checks that are fixed in this step. Each links to its field or its host. */
export function StepFailures({ step }: { step: StepId }) {
  const t = useTranslations('status.fix')
  const steps = useTranslations('wizard.steps')
  const { id } = useWizard()
  const focusField = useFocusField()
  const failures = useOpenFailures().filter(({ fix }) => fix.step === step)
  if (failures.length === 0) return null
  return (
    <section className="mb-5" aria-labelledby="step-failures">
      <div className="mb-1.5 flex flex-wrap items-baseline gap-x-3">
        <h2 id="step-failures" className="font-medium">
          {t('title', { count: failures.length })}
        </h2>
        <Link href={stepHref(id, 'checks')} prefetch={false} className="text-sm text-accent underline">
          {steps('checks.title')}
        </Link>
      </div>
      <FailureList failures={failures} onPress={({ fix }) => focusField(fix.step, fix.key)} />
    </section>
  )
}
