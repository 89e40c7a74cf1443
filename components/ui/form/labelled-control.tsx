'use client'

import { type ReactNode, useId } from 'react'
import { cx } from '../cx'

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

/** A checkbox or switch next to its label and hint. `children` renders the control with the attributes that link them. */
export function LabelledControl({
  id,
  label,
  hint,
  hideLabel = false,
  children,
}: Pick<ToggleProps, 'id' | 'label' | 'hint'> & {
  hideLabel?: boolean
  children: (control: { id: string; 'aria-labelledby': string; 'aria-describedby'?: string }) => ReactNode
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
