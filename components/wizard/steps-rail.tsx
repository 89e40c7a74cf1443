'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { ToneIcon } from '@/components/ui/status-badge'
import { STATE_TONES } from './step-tones'
import { STEPS, stepHref } from './steps'
import { useStepStates } from './use-step-states'
import { useWizard } from './wizard-context'

/** The steps at the left, each with its state by icon and word. */
export function StepsRail() {
  const t = useTranslations('wizard')
  const { id } = useWizard()
  const states = useStepStates()
  return (
    <nav
      aria-label={t('frame.steps')}
      className="sticky top-(--header-height) hidden h-[calc(100dvh-var(--header-height))] w-(--rail-width) shrink-0 overflow-y-auto border-r border-line px-2 py-4 md:block"
    >
      <ol className="flex flex-col gap-0.5">
        {STEPS.map((step) => {
          const state = states[step]
          return (
            <li key={step}>
              <Link
                href={stepHref(id, step)}
                prefetch={false}
                aria-current={state === 'current' ? 'step' : undefined}
                className={cx(
                  'flex items-center gap-2.5 rounded-md px-2.5 py-1.5',
                  state === 'current' ? 'bg-accent-soft' : 'hover:bg-hover',
                )}
              >
                <ToneIcon tone={STATE_TONES[state]} />
                <span className="flex min-w-0 flex-col">
                  <span
                    className={cx(
                      'truncate font-medium',
                      (state === 'untouched' || state === 'blocked') && 'text-muted',
                    )}
                  >
                    {t(`steps.${step}.title`)}
                  </span>
                  <span className="truncate text-xs text-muted">{t(`stepStates.${state}`)}</span>
                </span>
              </Link>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
