'use client'

import type { ReactNode } from 'react'
import { type FieldPathByValue, useController, useFormContext } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { TextField } from '@/components/ui/form/text-field'
import type { Draft } from '@/lib/cluster/draft/draft'
import { useFieldNote, useValidation } from './validation'

export type TextPath = FieldPathByValue<Draft, string>

interface DraftFieldProps {
  /** The path of the value in the draft; also the id of the control. */
  path: TextPath
  /** Prefix of the field's message keys: `.label`, and optionally `.hint`, `.placeholder`, `.help.title`, `.help.text`. */
  texts: string
}

/** The texts of a field by message key. */
export function useFieldTexts(texts: string): { label: string; hint?: string; placeholder?: string } {
  const t = useTranslations()
  const found = (key: string) => (t.has(`${texts}.${key}`) ? t(`${texts}.${key}`) : undefined)
  const hint = found('hint')
  const placeholder = found('placeholder')
  return { label: t(`${texts}.label`), ...(hint && { hint }), ...(placeholder && { placeholder }) }
}

/** Validation props for a field whose value the caller controls. */
export function useValidatedField(key: string) {
  const { markFocused, markBlurred } = useValidation()
  return { id: key, note: useFieldNote(key), onFocus: () => markFocused(key), onBlur: () => markBlurred(key) }
}

/** Binds a text field to the draft: its value and its validation. */
export function useDraftText(path: TextPath) {
  const { field } = useController<Draft, TextPath>({ name: path })
  const validated = useValidatedField(path)
  return {
    ...validated,
    value: field.value,
    onChange: (value: string) => field.onChange(value),
    onBlur: () => {
      field.onBlur()
      validated.onBlur()
    },
  }
}

/** A text field of the draft. */
export function DraftText({
  path,
  texts,
  ...rest
}: DraftFieldProps & {
  mono?: boolean
  inputMode?: 'text' | 'numeric' | 'url'
  suffix?: ReactNode
  short?: boolean
  optional?: string
  hint?: ReactNode
  placeholder?: string
  disabled?: boolean
  className?: string
}) {
  return (
    <div data-help={`${texts}.help`} className="min-w-0">
      <TextField {...useFieldTexts(texts)} {...useDraftText(path)} {...rest} />
    </div>
  )
}

/** Sets a part of the draft that is not a single field. */
export function useSetDraft() {
  return useFormContext<Draft>().setValue
}
