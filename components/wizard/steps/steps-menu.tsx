'use client'

import { Dialog } from '@base-ui/react/dialog'
import { ChevronDown } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Status } from '@/components/status/status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { STEP_STATUS } from '@/components/status/step-status'
import { cx } from '@/components/ui/cx'
import { TONES } from '@/components/ui/feedback/tone'
import type { StepVerdicts } from '@/lib/steps/step-verdict'
import { STEPS, type StepId, stepHref } from '@/lib/steps/steps'
import { useWizard } from '../wizard-context'
import { useCurrentStep } from './current-step'
import { FailureCount } from './failure-count'
import { shownState, useVerdicts } from './verdicts'

/** Replaces the rail on a narrow screen: the current step, and a menu of all steps. */
export function StepsMenu() {
  const t = useTranslations('wizard')
  const current = useCurrentStep()
  const verdicts = useVerdicts()
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
          {verdicts.install.state === 'waiting' && current !== 'install' && <WaitingHint />}
          <ChevronDown aria-hidden size={16} className="ml-auto shrink-0 text-muted" />
        </Dialog.Trigger>
        <Strip statuses={STEPS.map((step) => STEP_STATUS[shownState(step, current, verdicts)])} />
      </nav>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-scrim" />
        <Dialog.Popup className="fixed inset-x-0 bottom-0 z-30 max-h-dvh overflow-y-auto rounded-t-lg border-t border-line bg-raised p-3 shadow-lift outline-none">
          <Dialog.Title className="px-2 pb-2 text-lg font-semibold">{t('frame.steps')}</Dialog.Title>
          <List verdicts={verdicts} current={current} onChosen={() => setOpen(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** The closed menu does not show the state of the install step. */
function WaitingHint() {
  const { title } = useStatusText()(STEP_STATUS.waiting)
  return (
    <span className="ml-auto flex min-w-0 items-center gap-1.5 text-sm text-warn">
      <StatusIcon status={STEP_STATUS.waiting} />
      <span className="truncate">{title}</span>
    </span>
  )
}

/** All states as a colored strip. Decorative, since the menu has the same information as text. */
function Strip({ statuses }: { statuses: readonly Status[] }) {
  return (
    <div aria-hidden className="flex gap-0.5">
      {STEPS.map((step, at) => (
        <span key={step} className={cx('h-0.5 flex-1', TONES[statuses[at]?.tone ?? 'idle'].fill)} />
      ))}
    </div>
  )
}

function List({
  verdicts,
  current,
  onChosen,
}: {
  verdicts: StepVerdicts
  current: StepId
  onChosen: () => void
}) {
  const t = useTranslations('wizard')
  const { id } = useWizard()
  const statusText = useStatusText()
  return (
    <ol className="flex flex-col">
      {STEPS.map((step) => {
        const status = STEP_STATUS[shownState(step, current, verdicts)]
        return (
          <li key={step}>
            <Link
              href={stepHref(id, step)}
              prefetch={false}
              onClick={onChosen}
              aria-current={step === current ? 'step' : undefined}
              className="flex h-11 items-center gap-3 rounded-md px-2 aria-[current]:bg-accent-soft"
            >
              <StatusIcon status={status} size={16} />
              <span className="font-medium">{t(`steps.${step}.title`)}</span>
              <FailureCount count={verdicts[step].failures} />
              <span className="ml-auto text-sm text-muted">{statusText(status).title}</span>
            </Link>
          </li>
        )
      })}
    </ol>
  )
}
