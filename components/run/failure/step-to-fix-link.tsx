'use client'

import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { buttonClass } from '@/components/ui/button-class'
import { stepHref } from '@/components/wizard/steps/steps'
import { useWizard } from '@/components/wizard/wizard-context'
import type { RunView } from '@/lib/contract/run'
import { stepToFix } from './step-to-fix'

/** Back to the filled wizard, to the step that most likely mends what failed. */
export function StepToFixLink({ view }: { view: RunView }) {
  const t = useTranslations('run.retry')
  const steps = useTranslations('wizard.steps')
  const { id } = useWizard()
  const step = stepToFix(view)
  return (
    <Link href={stepHref(id, step)} prefetch={false} className={buttonClass('plain')}>
      <ArrowLeft aria-hidden size={16} strokeWidth={1.75} />
      {t('back', { step: steps(`${step}.title`) })}
    </Link>
  )
}
