'use client'

import { CircleHelp } from 'lucide-react'
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { cx } from '@/components/ui/cx'
import type { StepId } from '@/lib/steps/steps'
import { useDraft } from './draft/draft-store'

interface Help {
  /** Message key of the help for the focused field, such as `network.fields.podCidr.help`; undefined for the step's help. */
  topic: string | undefined
  /** Whether the drawer is open. Narrow pages have a drawer instead of a pane. */
  open: boolean
  setOpen: (open: boolean) => void
}

const HelpContext = createContext<Help | undefined>(undefined)

/** Tracks the help topic: `data-help` of the nearest ancestor of the focused element. */
export function HelpProvider({ children }: { children: ReactNode }) {
  const [topic, setTopic] = useState<string>()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    function onFocusIn({ target }: FocusEvent) {
      // Focus on the help button or drawer does not change the topic.
      if (!(target instanceof HTMLElement) || target.closest('[data-help-sticky]')) return
      setTopic(target.closest<HTMLElement>('[data-help]')?.dataset.help)
    }
    document.addEventListener('focusin', onFocusIn)
    return () => document.removeEventListener('focusin', onFocusIn)
  }, [])
  const value = useMemo(() => ({ topic, open, setOpen }), [topic, open])
  return <HelpContext value={value}>{children}</HelpContext>
}

function useHelp(): Help {
  const help = use(HelpContext)
  if (!help) throw new Error('useHelp outside of the wizard')
  return help
}

const DRAWER_ID = 'help-drawer'

/** Opens the drawer, which overlays the page so that no control moves. */
export function HelpToggle({ className }: { className: string }) {
  const t = useTranslations('wizard.frame')
  const { open, setOpen } = useHelp()
  return (
    <span data-help-sticky className={className}>
      <Button
        variant="quiet"
        icon={CircleHelp}
        aria-expanded={open}
        aria-controls={DRAWER_ID}
        onClick={() => setOpen(!open)}
      >
        {t('help')}
      </Button>
    </span>
  )
}

export function HelpDrawer({ step, className }: { step: StepId; className: string }) {
  const { open } = useHelp()
  return (
    <div
      id={DRAWER_ID}
      data-help-sticky
      hidden={!open}
      className={cx('max-h-[40dvh] overflow-y-auto border-b border-line px-4 py-4 sm:px-6', className)}
    >
      <div className="max-w-2xl">
        <HelpPane step={step} />
      </div>
    </div>
  )
}

/** The help for the focused field, or for the step. */
export function HelpPane({ step }: { step: StepId }) {
  const t = useTranslations()
  const { topic } = useHelp()
  const { installer } = useDraft()
  const key = topic && t.has(`${topic}.title`) ? topic : `wizard.steps.${step}.help`
  return (
    <section aria-label={t('wizard.frame.help')} className="flex flex-col gap-2">
      <h2 className="font-semibold">{t(`${key}.title`)}</h2>
      <div className="flex flex-col gap-2 text-sm text-muted">
        {t.rich(`${key}.text`, {
          installer: installer.id,
          p: (chunks) => <p>{chunks}</p>,
          strong: (chunks) => <strong className="font-semibold text-ink">{chunks}</strong>,
          code: (chunks) => (
            <code className="rounded-sm bg-sunken px-1 font-mono text-xs text-ink">{chunks}</code>
          ),
          pre: (chunks) => (
            <code className="block overflow-x-auto rounded-sm bg-sunken p-2 font-mono text-xs whitespace-pre text-ink">
              {chunks}
            </code>
          ),
        })}
      </div>
    </section>
  )
}
