'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { TONES, ToneIcon } from '@/components/ui/feedback/tone'
import type { Status } from './status'

/** Returns the translated title and help of a status. @param values arguments of the title, such as a count */
export function useStatusText(): (
  status: Status,
  values?: Record<string, string | number>,
) => { title: string; help: string } {
  const t = useTranslations()
  return ({ title, help }, values) => ({ title: t(title, values), help: t(help) })
}

/** The icon of a status, without a label. */
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

/** A status as a coloured icon and title with its help as a tooltip. `plain` omits the background, for dense tables. */
export function StatusBadge({
  status,
  values,
  plain = false,
  children,
}: {
  status: Status
  values?: Record<string, string | number>
  plain?: boolean
  /** Text after the title. */
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
