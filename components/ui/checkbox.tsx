'use client'

import { Checkbox as Base } from '@base-ui/react/checkbox'
import { Check, Minus } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { cx } from './cx'

/** A box to tick, with its words beside it. */
export function Checkbox({
  id,
  checked,
  indeterminate = false,
  onChange,
  onBlur,
  onFocus,
  label,
  hint,
  hideLabel = false,
  disabled = false,
}: {
  id?: string
  checked: boolean
  indeterminate?: boolean
  onChange: (checked: boolean) => void
  onBlur?: () => void
  onFocus?: () => void
  label: ReactNode
  hint?: ReactNode
  hideLabel?: boolean
  disabled?: boolean
}) {
  const made = useId()
  const own = id ?? made
  return (
    <span className="flex gap-2">
      <Base.Root
        id={own}
        checked={checked}
        indeterminate={indeterminate}
        disabled={disabled}
        onCheckedChange={onChange}
        onBlur={onBlur}
        onFocus={onFocus}
        aria-labelledby={`${own}-label`}
        aria-describedby={hint ? `${own}-hint` : undefined}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-surface data-checked:border-accent-fill data-checked:bg-accent-fill data-indeterminate:border-accent-fill data-indeterminate:bg-accent-fill data-disabled:opacity-55"
      >
        <Base.Indicator className="text-on-fill">
          {indeterminate ? (
            <Minus aria-hidden size={12} strokeWidth={3} />
          ) : (
            <Check aria-hidden size={12} strokeWidth={3} />
          )}
        </Base.Indicator>
      </Base.Root>
      <span className={cx('min-w-0', hideLabel && 'sr-only')}>
        <label htmlFor={own} id={`${own}-label`}>
          {label}
        </label>
        {hint && (
          <span id={`${own}-hint`} className="block text-sm text-muted">
            {hint}
          </span>
        )}
      </span>
    </span>
  )
}
