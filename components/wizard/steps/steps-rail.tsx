'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { STEP_STATUS } from '@/components/status/step-status'
import { cx } from '@/components/ui/cx'
import { STEPS, stepHref } from '@/lib/steps/steps'
import { useWizard } from '../wizard-context'
import { useCurrentStep } from './current-step'
import { FailureCount } from './failure-count'
import { shownState, useVerdicts } from './verdicts'

/** The steps with their states, on the left of the page. */
export function StepsRail() {
  const t = useTranslations('wizard')
  const { id } = useWizard()
  const current = useCurrentStep()
  const verdicts = useVerdicts()
  const statusText = useStatusText()
  return (
    <nav
      aria-label={t('frame.steps')}
      className="sticky top-(--header-height) hidden h-[calc(100dvh-var(--header-height))] w-(--rail-width) shrink-0 overflow-y-auto border-r border-line px-2 py-4 md:block"
    >
      <ol className="flex flex-col gap-0.5">
        {STEPS.map((step) => {
          const { failures } = verdicts[step]
          const state = shownState(step, current, verdicts)
          const status = STEP_STATUS[state]
          const { title, help } = statusText(status)
          return (
            <li key={step}>
              <Link
                href={stepHref(id, step)}
                prefetch={false}
                title={help}
                aria-current={step === current ? 'step' : undefined}
                className={cx(
                  'flex items-center gap-2.5 rounded-md px-2.5 py-1.5',
                  step === current ? 'bg-accent-soft' : 'hover:bg-hover',
                )}
              >
                <StatusIcon status={status} size={16} />
                <span className="flex min-w-0 flex-1 flex-col">
                  <span
                    className={cx(
                      'truncate font-medium',
                      (state === 'untouched' || state === 'blocked') && 'text-muted',
                    )}
                  >
                    {t(`steps.${step}.title`)}
                  </span>
                  <span className="truncate text-xs text-muted">{title}</span>
                </span>
                <FailureCount count={failures} />
              </Link>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
