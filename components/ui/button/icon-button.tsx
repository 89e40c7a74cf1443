'use client'

import type { LucideIcon } from 'lucide-react'
import type { FocusEventHandler, Ref } from 'react'
import { cx } from '../cx'
import { Tooltip } from './tooltip'

/** A button with an icon only; `label` is its accessible name and its tooltip. */
export function IconButton({
  icon: Icon,
  label,
  size = 'normal',
  disabled = false,
  pressed,
  className,
  onClick,
  ...rest
}: {
  icon: LucideIcon
  label: string
  size?: 'normal' | 'small'
  disabled?: boolean
  pressed?: boolean
  className?: string
  onClick?: () => void
  onBlur?: FocusEventHandler
  ref?: Ref<HTMLButtonElement>
  tabIndex?: number
  'aria-expanded'?: boolean
}) {
  return (
    <Tooltip text={label}>
      <button
        {...rest}
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        aria-disabled={disabled || undefined}
        onClick={disabled ? undefined : onClick}
        className={cx(
          'inline-flex shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink',
          'aria-pressed:bg-accent-soft aria-pressed:text-accent aria-disabled:cursor-not-allowed aria-disabled:opacity-50',
          size === 'small' ? 'size-7' : 'size-9',
          className,
        )}
      >
        <Icon aria-hidden size={16} strokeWidth={1.75} />
      </button>
    </Tooltip>
  )
}
