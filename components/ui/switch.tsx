'use client'

import { Switch as Base } from '@base-ui/react/switch'
import { type ReactNode, useId } from 'react'

/** Something that is on or off at once. */
export function Switch({
  id,
  checked,
  onChange,
  onBlur,
  onFocus,
  label,
  hint,
  disabled = false,
}: {
  id?: string
  checked: boolean
  onChange: (checked: boolean) => void
  onBlur?: () => void
  onFocus?: () => void
  label: string
  hint?: ReactNode
  disabled?: boolean
}) {
  const made = useId()
  const own = id ?? made
  return (
    <span className="flex gap-2.5">
      <Base.Root
        id={own}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        onBlur={onBlur}
        onFocus={onFocus}
        aria-labelledby={`${own}-label`}
        aria-describedby={hint ? `${own}-hint` : undefined}
        className="mt-0.5 flex h-4 w-7 shrink-0 rounded-full border border-control bg-surface p-px transition-colors duration-100 data-checked:border-accent-fill data-checked:bg-accent-fill data-disabled:opacity-55"
      >
        <Base.Thumb className="size-3 rounded-full bg-control transition-transform duration-100 data-checked:translate-x-3 data-checked:bg-on-fill" />
      </Base.Root>
      <span className="min-w-0">
        <label htmlFor={own} id={`${own}-label`} className="font-medium">
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
