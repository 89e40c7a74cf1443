'use client'

import { Switch as Base } from '@base-ui/react/switch'
import { LabelledControl, type ToggleProps } from './labelled-control'

/** A switch whose change takes effect immediately. */
export function Switch({ id, label, hint, onChange, ...rest }: ToggleProps) {
  return (
    <LabelledControl {...{ id, hint }} label={<span className="font-medium">{label}</span>}>
      {(control) => (
        <Base.Root
          {...control}
          {...rest}
          onCheckedChange={onChange}
          className="mt-0.5 flex h-4 w-7 shrink-0 rounded-full border border-control bg-surface p-px transition-colors duration-100 data-checked:border-accent-fill data-checked:bg-accent-fill data-disabled:opacity-55"
        >
          <Base.Thumb className="size-3 rounded-full bg-control transition-transform duration-100 data-checked:translate-x-3 data-checked:bg-on-fill" />
        </Base.Root>
      )}
    </LabelledControl>
  )
}
