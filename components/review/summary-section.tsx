'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useWizard } from '@/components/wizard/wizard-context'
import { type StepId, stepHref } from '@/lib/steps/steps'

/** The facts of a step, with a link to it. */
export function SummarySection({ step, children }: { step: StepId; children: ReactNode }) {
  const t = useTranslations()
  const { id } = useWizard()
  const title = t(`wizard.steps.${step}.title`)
  return (
    <section aria-label={title} className="min-w-0 rounded-md border border-line bg-surface px-3 py-2.5">
      <div className="mb-1 flex items-baseline justify-between gap-2">
        <h3 className="font-semibold">{title}</h3>
        <Link
          href={stepHref(id, step)}
          prefetch={false}
          aria-label={t('review.summary.changeNamed', { step: title })}
          className="rounded-sm text-sm text-accent underline-offset-2 hover:underline"
        >
          {t('review.summary.change')}
        </Link>
      </div>
      <dl className="grid grid-cols-[fit-content(45%)_minmax(0,1fr)] gap-x-4 gap-y-0.5">{children}</dl>
    </section>
  )
}

export function Fact({
  name,
  mono = false,
  children,
}: {
  name: string
  mono?: boolean
  children: ReactNode
}) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className={mono ? 'pt-px font-mono text-sm break-words' : 'break-words'}>{children}</dd>
    </>
  )
}
