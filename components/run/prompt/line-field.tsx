'use client'

import type { Ref } from 'react'
import { useTranslations } from 'use-intl'
import type { RequestError } from '@/components/socket/request'
import { FailureText } from '@/components/text/failure-text'
import type { FieldNote } from '@/components/ui/form/field'
import { SecretField } from '@/components/ui/form/secret-field'
import { TextField } from '@/components/ui/form/text-field'
import { lineProblem } from '@/lib/run/input-line'

/** A field for one line of input to the installer. A masked one can be revealed. */
export function LineField({
  masked,
  failure,
  ref,
  ...field
}: {
  id: string
  label: string
  hideLabel?: boolean
  hint: string
  masked: boolean
  value: string
  onChange: (value: string) => void
  disabled: boolean
  /** Why the last request failed. */
  failure: RequestError | undefined
  className?: string
  /** The input, unless it is masked. */
  ref?: Ref<HTMLInputElement>
}) {
  const t = useTranslations('run.line')
  const problem = lineProblem(field.value)
  const error = problem ? t(problem) : failure && <FailureText failure={failure} />
  const note: FieldNote | undefined = error ? { severity: 'error', text: error } : undefined
  return masked ? (
    <SecretField {...field} lines={1} note={note} />
  ) : (
    <TextField {...field} ref={ref} lines={1} note={note} mono />
  )
}
