'use client'

import { Checkbox as Base } from '@base-ui/react/checkbox'
import { Check, Minus } from 'lucide-react'
import { LabelledControl, type ToggleProps } from './labelled-control'

/** A checkbox with a label and a hint. */
export function Checkbox({
  id,
  label,
  hint,
  hideLabel = false,
  indeterminate = false,
  onChange,
  ...rest
}: ToggleProps & { hideLabel?: boolean; indeterminate?: boolean }) {
  const Icon = indeterminate ? Minus : Check
  return (
    <LabelledControl {...{ id, label, hint, hideLabel }}>
      {(control) => (
        <Base.Root
          {...control}
          {...rest}
          indeterminate={indeterminate}
          onCheckedChange={onChange}
          className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-surface data-checked:border-accent-fill data-checked:bg-accent-fill data-indeterminate:border-accent-fill data-indeterminate:bg-accent-fill data-disabled:opacity-55"
        >
          <Base.Indicator className="text-on-fill">
            <Icon aria-hidden size={12} strokeWidth={3} />
          </Base.Indicator>
        </Base.Root>
      )}
    </LabelledControl>
  )
}
