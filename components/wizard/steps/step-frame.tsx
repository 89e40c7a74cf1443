'use client'

import { ArrowLeft, ArrowRight } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { StepFailures } from '@/components/checks/failures/step-failures'
import { Button } from '@/components/ui/button/button'
import { buttonClass } from '@/components/ui/button/button-class'
import { cx } from '@/components/ui/cx'
import { announce } from '@/components/ui/feedback/live-region'
import { usePublishedHeight } from '@/components/ui/hooks/use-published-height'
import { type StepId, stepAfter, stepBefore, stepHref } from '@/lib/steps/steps'
import { useDraft } from '../draft/draft-store'
import { useValidation } from '../draft/validation'
import { HelpDrawer, HelpPane, HelpToggle } from '../help'
import { WithheldSecrets } from '../withheld-secrets'
import { useWizard } from '../wizard-context'
import { StepSummary, SummaryLink } from './step-summary'
import { useVerdicts } from './verdicts'

/** The primary action of a step. The default is a button that opens the next step if this one has no errors. */
export interface PrimaryAction {
  label: string
  onPress: () => void
  disabled?: boolean
  pending?: boolean
  pendingText?: string
  variant?: 'primary' | 'danger'
  /** Whether it opens the next step. */
  isNext?: boolean
}

/**
 * The layout of a step: title, lead, fields, help, problem summary, and a bar with a link to the previous step and the
 * primary action. `wide` uses the full width, for tables.
 */
export function StepFrame({
  step,
  wide = false,
  primary,
  secondary,
  lead,
  children,
}: {
  step: StepId
  wide?: boolean
  /** `none` hides the primary action. */
  primary?: PrimaryAction | 'none'
  /** More buttons to the left of the primary action. */
  secondary?: ReactNode
  /** Replaces the step's default lead. */
  lead?: ReactNode
  children: ReactNode
}) {
  const t = useTranslations('wizard')
  const { installer } = useDraft()
  const title = useTitleFocus()
  return (
    <div className="flex min-h-full flex-1 flex-col">
      <div className={cx('flex min-w-0 flex-1', wide && 'flex-col')}>
        <div className={cx('min-w-0 flex-1 px-4 pt-5 pb-8 sm:px-6', !wide && 'max-w-3xl')}>
          <h1 ref={title} tabIndex={-1} className="text-xl font-semibold outline-none">
            {t(`steps.${step}.title`)}
          </h1>
          <p className="mt-1 mb-5 max-w-2xl text-muted">
            {lead ?? t(`steps.${step}.lead`, { installer: installer.id })}
          </p>
          <WithheldSecrets />
          <StepFailures step={step} />
          {children}
          <StepSummary step={step} />
        </div>
        {!wide && (
          <aside className="hidden w-(--help-width) shrink-0 border-l border-line px-6 pt-5 pb-8 xl:block">
            <div className="sticky top-[calc(var(--header-height)+1.25rem)]">
              <HelpPane step={step} />
            </div>
          </aside>
        )}
      </div>
      <StepBar step={step} wide={wide} primary={primary} secondary={secondary} />
    </div>
  )
}

function StepBar({
  step,
  wide,
  primary,
  secondary,
}: {
  step: StepId
  wide: boolean
  primary: PrimaryAction | 'none' | undefined
  secondary: ReactNode
}) {
  const t = useTranslations('wizard')
  const { id } = useWizard()
  const previous = stepBefore(step)
  const bar = useRef<HTMLDivElement>(null)
  usePublishedHeight(bar, '--step-bar-height')
  return (
    <div ref={bar} className="sticky bottom-0 z-10 border-t border-line bg-surface">
      <HelpDrawer step={step} className={cx(!wide && 'xl:hidden')} />
      <div className="flex min-h-14 flex-wrap items-center gap-2 px-4 py-2 sm:px-6">
        {previous && (
          <Link href={stepHref(id, previous)} prefetch={false} className={buttonClass('quiet')}>
            <ArrowLeft aria-hidden size={16} strokeWidth={1.75} />
            <span className="sr-only sm:not-sr-only">{t(`steps.${previous}.title`)}</span>
          </Link>
        )}
        <HelpToggle className={cx(!wide && 'xl:hidden')} />
        <div className="ml-auto flex min-w-0 items-center gap-2">
          <SummaryLink step={step} />
          {secondary}
          {primary === undefined ? (
            <NextButton step={step} />
          ) : (
            primary !== 'none' && (
              <Button
                variant={primary.variant ?? 'primary'}
                disabled={primary.disabled ?? false}
                pending={primary.pending ?? false}
                {...(primary.pendingText ? { pendingText: primary.pendingText } : {})}
                onClick={primary.onPress}
              >
                {primary.label}
                {primary.isNext && <NextArrow />}
              </Button>
            )
          )}
        </div>
      </div>
    </div>
  )
}

/** Opens the next step if nothing keeps this one from being done. Otherwise shows the causes and focuses them. */
function NextButton({ step }: { step: StepId }) {
  const t = useTranslations('wizard')
  const { id } = useWizard()
  const { showStepProblems } = useValidation()
  const { causes } = useVerdicts()[step]
  const router = useRouter()
  const next = stepAfter(step)
  if (!next) return null
  const href = stepHref(id, next)
  function press() {
    showStepProblems(step)
    const count = causes.length
    if (count === 0) return router.push(href)
    const counts = t('summary.counts', { errors: count, warnings: 0, both: 'false' })
    announce(t('summary.title', { counts, count }))
    requestAnimationFrame(() => document.getElementById(`summary-${step}`)?.focus())
  }
  return (
    <Button variant="primary" onClick={press}>
      {t('frame.next', { step: t(`steps.${next}.title`) })}
      <NextArrow />
    </Button>
  )
}

const NextArrow = () => <ArrowRight aria-hidden size={16} strokeWidth={1.75} />

let hasNavigated = false

/** Focuses the title after a change of step, for screen readers and keyboards, but not on the first page. */
function useTitleFocus() {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (hasNavigated) {
      window.scrollTo(0, 0)
      title.current?.focus({ preventScroll: true })
    }
    hasNavigated = true
  }, [])
  return title
}
