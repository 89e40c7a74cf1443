'use client'

import { ChevronRight } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFieldRevealer } from '@/components/wizard/draft/focus-field'
import { useValidation } from '@/components/wizard/draft/validation'
import { changedParameters } from '@/lib/cluster/parameters'
import type { Parameter, Section } from '@/lib/cluster/release-options'

/** A section of rarely needed settings. It is open from the start only if a value is not the default, or not valid. */
export function AdvancedSection({
  title,
  text,
  section: { fields },
  all,
  children,
}: {
  title: string
  text: string | undefined
  section: Section
  /** All settings of the release. */
  all: readonly Parameter[]
  children: ReactNode
}) {
  const t = useTranslations('wizard.settings')
  const headingId = useId()
  const details = useRef<HTMLDetailsElement>(null)
  const { settings } = useDraft()
  const { problems } = useValidation()
  const keys = new Set(fields.map(({ key }) => `settings.${key}`))
  const hasProblem = problems.some(({ key }) => keys.has(key))
  const changed = changedParameters(fields, settings, all).length
  const [open, setOpen] = useState(hasProblem || changed > 0)
  useEffect(() => {
    if (hasProblem) setOpen(true)
  }, [hasProblem])
  // A field of a closed section cannot be focused.
  useFieldRevealer(
    useCallback(
      (key: string) => {
        const isInside = fields.some((field) => key === `settings.${field.key}`)
        if (isInside && details.current) details.current.open = true
        return false
      },
      [fields],
    ),
  )
  return (
    <section aria-labelledby={headingId} className="min-w-0">
      <details
        ref={details}
        open={open}
        onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
        className="group rounded-md border border-line"
      >
        <summary className="flex min-h-10 cursor-pointer list-none flex-wrap items-center gap-x-2 rounded-md px-3 py-1.5 hover:bg-hover focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            size={16}
            className="shrink-0 text-muted transition-transform duration-100 group-open:rotate-90"
          />
          <h2 id={headingId} className="text-base font-semibold">
            {title}
          </h2>
          <span className="ml-auto text-sm text-muted">
            {changed > 0 ? t('changed', { count: changed }) : t('defaults')}
          </span>
        </summary>
        <div className="border-t border-line p-3 pb-1">
          {text && <p className="mb-3 text-muted">{text}</p>}
          {children}
        </div>
      </details>
    </section>
  )
}
