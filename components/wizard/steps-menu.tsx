'use client'

import { Dialog } from '@base-ui/react/dialog'
import { ChevronDown } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { ToneIcon } from '@/components/ui/status-badge'
import { useCurrentStep } from './current-step'
import type { StepState } from './step-state'
import { STATE_TONES } from './step-tones'
import { STEPS, type StepId, stepHref } from './steps'
import { useStepStates } from './use-step-states'
import { useWizard } from './wizard-context'

/** The rail's place on a narrow screen: where one is, and the list of steps on demand. */
export function StepsMenu() {
  const t = useTranslations('wizard')
  const current = useCurrentStep()
  const states = useStepStates()
  const [open, setOpen] = useState(false)
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <nav
        aria-label={t('frame.steps')}
        className="sticky top-(--header-height) z-10 border-b border-line bg-surface md:hidden"
      >
        <Dialog.Trigger className="flex h-11 w-full items-center gap-2 px-3">
          <span className="text-sm text-muted">
            {t('frame.stepOf', { number: STEPS.indexOf(current) + 1, count: STEPS.length })}
          </span>
          <span className="font-medium">{t(`steps.${current}.title`)}</span>
          <ChevronDown aria-hidden size={16} className="ml-auto text-muted" />
        </Dialog.Trigger>
        <Strip states={states} />
      </nav>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-scrim" />
        <Dialog.Popup className="fixed inset-x-0 bottom-0 z-30 max-h-dvh overflow-y-auto rounded-t-lg border-t border-line bg-raised p-3 shadow-lift outline-none">
          <Dialog.Title className="px-2 pb-2 text-lg font-semibold">{t('frame.steps')}</Dialog.Title>
          <List states={states} onChosen={() => setOpen(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

type States = Record<StepId, StepState>

/** All states in a line, for the eye only: the list says the same in words. */
function Strip({ states }: { states: States }) {
  const look: Record<StepState, string> = {
    untouched: 'bg-line',
    blocked: 'bg-line',
    current: 'bg-accent-fill',
    done: 'bg-ok',
    look: 'bg-warn',
  }
  return (
    <div aria-hidden className="flex gap-0.5">
      {STEPS.map((step) => (
        <span key={step} className={cx('h-0.5 flex-1', look[states[step]])} />
      ))}
    </div>
  )
}

function List({ states, onChosen }: { states: States; onChosen: () => void }) {
  const t = useTranslations('wizard')
  const { id } = useWizard()
  return (
    <ol className="flex flex-col">
      {STEPS.map((step) => (
        <li key={step}>
          <Link
            href={stepHref(id, step)}
            prefetch={false}
            onClick={onChosen}
            aria-current={states[step] === 'current' ? 'step' : undefined}
            className="flex h-11 items-center gap-3 rounded-md px-2 aria-[current]:bg-accent-soft"
          >
            <ToneIcon tone={STATE_TONES[states[step]]} />
            <span className="font-medium">{t(`steps.${step}.title`)}</span>
            <span className="ml-auto text-sm text-muted">{t(`stepStates.${states[step]}`)}</span>
          </Link>
        </li>
      ))}
    </ol>
  )
}
