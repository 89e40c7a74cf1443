'use client'

import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { StepId } from './steps'

/** Key of the text for the focused field, such as `network.fields.podCidr.help`; undefined: the step's own. */
const HelpContext = createContext<string | undefined>(undefined)

/** Knows which field has the focus: the nearest element with `data-help` around it. */
export function HelpProvider({ children }: { children: ReactNode }) {
  const [topic, setTopic] = useState<string>()
  useEffect(() => {
    function focused({ target }: FocusEvent) {
      if (!(target instanceof HTMLElement)) return
      setTopic(target.closest<HTMLElement>('[data-help]')?.dataset.help)
    }
    document.addEventListener('focusin', focused)
    return () => document.removeEventListener('focusin', focused)
  }, [])
  return <HelpContext value={topic}>{children}</HelpContext>
}

/** The help for what has the focus; without one, for the step. */
export function HelpPane({ step }: { step: StepId }) {
  const t = useTranslations()
  const topic = use(HelpContext)
  const key = topic && t.has(`${topic}.title`) ? topic : `wizard.steps.${step}.help`
  return (
    <section aria-label={t('wizard.frame.help')} className="flex flex-col gap-2">
      <h2 className="font-semibold">{t(`${key}.title`)}</h2>
      <div className="flex flex-col gap-2 text-sm text-muted">
        {t.rich(`${key}.text`, {
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
