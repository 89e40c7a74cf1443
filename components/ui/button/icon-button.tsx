'use client'

import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { LucideIcon } from 'lucide-react'
import type { FocusEventHandler, ReactElement, Ref } from 'react'
import { cx } from '../cx'

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

/** A tooltip on hover and focus. Must not be the only source of its information. */
function Tooltip({ text, children }: { text: string; children: ReactElement }) {
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={400} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-50">
          <Base.Popup className="max-w-72 rounded-sm border border-line bg-raised px-2 py-1 text-sm text-ink shadow-lift">
            {text}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
