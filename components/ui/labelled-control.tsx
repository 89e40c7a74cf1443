'use client'

import { type ReactNode, useId } from 'react'
import { cx } from './cx'

export interface ToggleProps {
  id?: string
  checked: boolean
  disabled?: boolean
  onChange: (checked: boolean) => void
  onBlur?: () => void
  onFocus?: () => void
  label: ReactNode
  hint?: ReactNode
}

/** A checkbox or switch with its label and hint beside it. `children` draws it with the props that tie them together. */
export function LabelledControl({
  id,
  label,
  hint,
  hideLabel = false,
  children,
}: Pick<ToggleProps, 'id' | 'label' | 'hint'> & {
  hideLabel?: boolean
  children: (tied: { id: string; 'aria-labelledby': string; 'aria-describedby'?: string }) => ReactNode
}) {
  const generatedId = useId()
  const controlId = id ?? generatedId
  const [labelId, hintId] = [`${controlId}-label`, `${controlId}-hint`]
  return (
    <span className="flex gap-2">
      {children({ id: controlId, 'aria-labelledby': labelId, ...(hint && { 'aria-describedby': hintId }) })}
      <span className={cx('min-w-0', hideLabel && 'sr-only')}>
        <label htmlFor={controlId} id={labelId}>
          {label}
        </label>
        {hint && (
          <span id={hintId} className="block text-sm text-muted">
            {hint}
          </span>
        )}
      </span>
    </span>
  )
}
