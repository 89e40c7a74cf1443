'use client'

import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { buttonClass } from '@/components/ui/button/button-class'
import { type StepId, stepHref } from '@/components/wizard/steps/wizard-steps'
import { useWizard } from '@/components/wizard/wizard-context'
import { stepOfCheck } from '@/lib/checks/catalogue/fixes'
import type { RunView } from '@/lib/contract/run'

/** Steps that fix known failures that no check detects, by signature id. */
const STEP_BY_SIGNATURE: Readonly<Record<string, StepId>> = {
  'an-inv': 'hosts',
  'an-addr': 'hosts',
  'pre-etcd': 'hosts',
  'pre-ping': 'hosts',
  'cidr-small': 'network',
  'pre-choice': 'network',
  'api-endpoint': 'network',
  'ks-sc': 'storage',
  pvc: 'storage',
}

/** The step where a failed run can most likely be fixed: the one with the relevant field, or else the checks. */
export function stepToFix({
  diagnosis,
  relatedCheck = '',
  reason,
}: Pick<RunView, 'diagnosis' | 'relatedCheck' | 'reason'>): StepId {
  if (reason === 'storage-not-configured') return 'storage'
  return stepOfCheck(relatedCheck) ?? STEP_BY_SIGNATURE[diagnosis[0]?.id ?? ''] ?? 'checks'
}

/** A link to the step that most likely fixes the failure. */
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
