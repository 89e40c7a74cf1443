'use client'

import type { ReactNode, Ref } from 'react'
import { cx } from '../cx'
import { CONTROL, Field, type FieldProps } from './field'

export interface TextControl {
  value: string
  onChange: (value: string) => void
  onBlur?: () => void
  onFocus?: () => void
  name?: string
  placeholder?: string
  disabled?: boolean
  /** A monospace font, for addresses, paths and host names. */
  mono?: boolean
  inputMode?: 'text' | 'numeric' | 'decimal' | 'url'
  autoComplete?: string
  ref?: Ref<HTMLInputElement>
  /** Shown inside the control at its end: a unit, a state. */
  suffix?: ReactNode
  /** Narrows the control for a short value; the text below still uses the full width. */
  short?: boolean
}

export function TextField({
  value,
  onChange,
  mono = false,
  suffix,
  short = false,
  inputMode,
  autoComplete = 'off',
  name,
  placeholder,
  disabled,
  onBlur,
  onFocus,
  ref,
  ...field
}: FieldProps & TextControl) {
  return (
    <Field {...field}>
      {(control) => (
        <div className={cx('relative', short && 'max-w-xs')}>
          <input
            {...control}
            ref={ref}
            type="text"
            name={name}
            value={value}
            placeholder={placeholder}
            disabled={disabled}
            inputMode={inputMode}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
            onBlur={onBlur}
            onFocus={onFocus}
            className={cx(CONTROL, 'h-9 px-2.5', mono && 'font-mono', suffix !== undefined && 'pr-16')}
          />
          {suffix !== undefined && (
            <span className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-sm text-muted">
              {suffix}
            </span>
          )}
        </div>
      )}
    </Field>
  )
}

/** A text field of several lines: a list, a key, a reason. */
export function TextAreaField({
  value,
  onChange,
  mono = false,
  rows = 4,
  name,
  placeholder,
  disabled,
  onBlur,
  onFocus,
  ref,
  ...field
}: FieldProps &
  Omit<TextControl, 'suffix' | 'short' | 'inputMode' | 'autoComplete' | 'ref'> & {
    rows?: number
    ref?: Ref<HTMLTextAreaElement>
  }) {
  return (
    <Field {...field}>
      {(control) => (
        <textarea
          {...control}
          ref={ref}
          name={name}
          value={value}
          rows={rows}
          placeholder={placeholder}
          disabled={disabled}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
          onBlur={onBlur}
          onFocus={onFocus}
          className={cx(CONTROL, 'block resize-y px-2.5 py-1.5', mono && 'font-mono text-sm')}
        />
      )}
    </Field>
  )
}
