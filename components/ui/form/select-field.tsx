'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { Select } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import { cx } from '../cx'
import { CONTROL, Field, type FieldProps } from './field'

export interface Option<V extends string> {
  value: V
  label: string
}

/** A select box for short options. For options that need an explanation use `CardGroup`. */
export function SelectField<V extends string>({
  value,
  onChange,
  options,
  onBlur,
  onFocus,
  disabled = false,
  mono = false,
  small = false,
  ...field
}: FieldProps & {
  value: V
  onChange: (value: V) => void
  options: readonly Option<V>[]
  onBlur?: () => void
  onFocus?: () => void
  disabled?: boolean
  mono?: boolean
  /** Matches the height of small buttons in a toolbar. */
  small?: boolean
}) {
  return (
    <Field {...field}>
      {(control) => (
        <Select.Root
          items={options}
          value={value}
          disabled={disabled}
          onValueChange={(next) => next !== null && onChange(next)}
        >
          <Select.Trigger
            {...control}
            aria-label={field.label}
            onBlur={onBlur}
            onFocus={onFocus}
            className={cx(
              CONTROL,
              'flex items-center justify-between gap-2 pr-2 pl-2.5 text-left',
              small ? 'h-7 text-sm' : 'h-9',
              mono && 'font-mono',
            )}
          >
            <Select.Value className="truncate" />
            <Select.Icon>
              <ChevronsUpDown aria-hidden size={14} className="text-muted" />
            </Select.Icon>
          </Select.Trigger>
          {/* The content security policy forbids inline styles; the list would only use one to hide its scroll bar. */}
          <CSPProvider disableStyleElements>
            <SelectList options={options} mono={mono} />
          </CSPProvider>
        </Select.Root>
      )}
    </Field>
  )
}

function SelectList<V extends string>({ options, mono }: { options: readonly Option<V>[]; mono: boolean }) {
  return (
    <Select.Portal>
      <Select.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
        <Select.Popup className="max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-md border border-line bg-raised py-1 shadow-lift">
          <Select.List>
            {options.map((option) => (
              <Select.Item
                key={option.value}
                value={option.value}
                className={cx(
                  'grid cursor-default grid-cols-[1rem_1fr] items-center gap-2 px-2 py-1.5 outline-none select-none data-highlighted:bg-hover',
                  mono && 'font-mono',
                )}
              >
                <Select.ItemIndicator className="col-start-1">
                  <Check aria-hidden size={14} />
                </Select.ItemIndicator>
                <Select.ItemText className="col-start-2">{option.label}</Select.ItemText>
              </Select.Item>
            ))}
          </Select.List>
        </Select.Popup>
      </Select.Positioner>
    </Select.Portal>
  )
}
