'use client'

import { useRouter } from 'next/navigation'
import { useFormatter, useTranslations } from 'use-intl'
import { RUN_STATUS } from '@/components/status/run-status'
import { SelectField } from '@/components/ui/form/select-field'
import { type StepId, stepHref } from '@/components/wizard/steps/steps'
import { useWizard } from '@/components/wizard/wizard-context'
import type { RunSummary } from '@/lib/contract/run'

/** A select box with the runs of this cluster; hidden if there is only one. */
export function RunHistory({
  runs,
  selected,
  step,
}: {
  runs: readonly RunSummary[]
  selected: string
  step: StepId
}) {
  const t = useTranslations('run.history')
  const translate = useTranslations()
  const format = useFormatter()
  const { id } = useWizard()
  const router = useRouter()
  if (runs.length < 2) return null
  const options = runs.map((run) => ({
    value: run.id,
    label: t('run', {
      when: format.dateTime(run.startedAt, { dateStyle: 'medium', timeStyle: 'short' }),
      state: translate(RUN_STATUS[run.state].title),
    }),
  }))
  return (
    <SelectField
      label={t('label')}
      hideLabel
      lines={0}
      className="w-72 max-w-full"
      value={selected}
      options={options}
      onChange={(run) => router.replace(`${stepHref(id, step)}?run=${run}`)}
    />
  )
}
