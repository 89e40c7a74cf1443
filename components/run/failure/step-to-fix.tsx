'use client'

import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { buttonClass } from '@/components/ui/button/button-class'
import { useWizard } from '@/components/wizard/wizard-context'
import { stepOfCheck } from '@/lib/checks/catalogue/fixes'
import type { RunView } from '@/lib/contract/run'
import { findInstaller } from '@/lib/installers/registry'
import { type StepId, stepHref } from '@/lib/steps/steps'

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
  'pip-python': 'installer',
  'pip-net': 'installer',
  'pip-page': 'installer',
  'kube-version': 'installer',
}

/** Failed downloads. Installers that declare their downloads have settings for mirrors in the installer step. */
const DOWNLOADS: ReadonlySet<string> = new Set(['dl-file', 'img-net', 'img-rate', 'k3s-download', 'reg-http'])

/** The step where a failed run can most likely be fixed: the one with the relevant field, or else the checks. */
export function stepToFix({
  diagnosis,
  relatedCheck = '',
  reason,
  installer,
}: Pick<RunView, 'diagnosis' | 'relatedCheck' | 'reason' | 'installer'>): StepId {
  if (reason === 'storage-not-configured') return 'storage'
  const { id = '' } = diagnosis[0] ?? {}
  if (DOWNLOADS.has(id) && findInstaller(installer)?.downloads) return 'installer'
  return stepOfCheck(relatedCheck) ?? STEP_BY_SIGNATURE[id] ?? 'checks'
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
