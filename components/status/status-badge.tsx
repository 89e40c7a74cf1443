'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { TONES, ToneIcon } from '@/components/ui/tone'
import type { Status } from './status'

/** The word and the explanation of a status in the page's language. @param values what the word takes, such as a count */
export function useStatusText(): (
  status: Status,
  values?: Record<string, string | number>,
) => { title: string; help: string } {
  const t = useTranslations()
  return ({ title, help }, values) => ({ title: t(title, values), help: t(help) })
}

/** The icon of a status, next to its word. */
export function StatusIcon({
  status: { tone, icon },
  size = 14,
  className,
}: {
  status: Pick<Status, 'tone' | 'icon'>
  size?: number
  className?: string
}) {
  return <ToneIcon tone={tone} shape={icon} size={size} className={className} />
}

/** A status as icon, word and colour, with its explanation as a tooltip. `plain` leaves out the ground, for dense tables. */
export function StatusBadge({
  status,
  values,
  plain = false,
  children,
}: {
  status: Status
  values?: Record<string, string | number>
  plain?: boolean
  /** Further words after the status. */
  children?: ReactNode
}) {
  const { title, help } = useStatusText()(status, values)
  const { text, soft } = TONES[status.tone]
  return (
    <span
      title={help}
      className={cx(
        'inline-flex max-w-full items-center gap-1.5 text-sm font-medium',
        text,
        !plain && cx(soft, 'rounded-sm px-1.5 py-0.5'),
      )}
    >
      <StatusIcon status={status} />
      <span className="min-w-0 truncate">
        {title}
        {children}
      </span>
    </span>
  )
}
