'use client'

import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { useId } from 'react'
import { cx } from '../cx'

/** Radio buttons side by side, for two or three short options. */
export function Segmented<V extends string>({
  id,
  label,
  hideLabel = false,
  value,
  onChange,
  options,
  describedBy,
}: {
  /** Id of the group; problems link to it. */
  id?: string
  label: string
  hideLabel?: boolean
  value: V
  onChange: (value: V) => void
  options: readonly { value: V; label: string }[]
  describedBy?: string
}) {
  const labelId = useId()
  return (
    <div className="flex flex-col items-start">
      <span id={labelId} className={hideLabel ? 'sr-only' : 'mb-1 text-sm font-medium'}>
        {label}
      </span>
      <RadioGroup<V>
        value={value}
        onValueChange={onChange}
        {...(id && { id, tabIndex: -1 })}
        aria-labelledby={labelId}
        aria-describedby={describedBy}
        className="flex h-9 items-center gap-0.5 rounded-md border border-line bg-sunken p-0.5"
      >
        {options.map((option) => (
          <Radio.Root
            key={option.value}
            value={option.value}
            aria-label={option.label}
            className={cx(
              'flex h-full cursor-pointer items-center rounded-sm px-2.5 text-base text-muted whitespace-nowrap select-none hover:text-ink',
              'data-checked:bg-surface data-checked:font-medium data-checked:text-ink data-checked:shadow-[0_0_0_1px_var(--control)]',
            )}
          >
            {option.label}
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  )
}
