'use client'

import type { ReactNode } from 'react'
import { NoteLine } from '@/components/ui/form/field'
import { SecretField } from '@/components/ui/form/secret-field'
import { Switch } from '@/components/ui/form/switch'
import { TextAreaField, TextField } from '@/components/ui/form/text-field'
import { useFieldTexts, useValidatedField } from '@/components/wizard/draft/draft-fields'
import { isSecretParameter } from '@/lib/cluster/parameters'
import type { Parameter } from '@/lib/cluster/release-options'
import { ChoiceField } from './choice-field'
import type { ParameterValues } from './parameter-fields'
import { ParameterHint } from './parameter-hint'

const YAML_ROWS = 10
const LIST_ROWS = 3

/** The field of a parameter, by its kind. */
export function ParameterField({
  parameter,
  values,
  onChange,
  path,
  texts,
}: ParameterValues & { parameter: Parameter }) {
  const { key, kind, unit } = parameter
  const value = values[key] ?? ''
  const validated = useValidatedField(`${path}.${key}`)
  const { hint, placeholder: example, ...labelled } = useFieldTexts(`${texts}.${key}`)
  const placeholder = parameter.default || example
  const shared = {
    ...labelled,
    ...validated,
    hint: hint ?? <ParameterHint parameter={parameter} texts={texts} />,
    onChange: (next: string) => onChange({ ...values, [key]: next }),
  }
  const field = { ...shared, value, placeholder, mono: true }
  if (isSecretParameter(parameter))
    return (
      <SecretField
        {...shared}
        value={value}
        placeholder={placeholder}
        multiline={kind === 'yaml' ? 'tall' : kind === 'list'}
      />
    )
  switch (kind) {
    case 'list':
      return <TextAreaField {...field} rows={LIST_ROWS} />
    case 'yaml':
      return <TextAreaField {...field} rows={YAML_ROWS} />
    case 'choice':
      return <ChoiceField {...shared} value={value} parameter={parameter} texts={texts} />
    case 'boolean':
      return <BooleanField {...shared} value={value} preset={parameter.default} />
    case 'number':
      return <TextField {...field} inputMode="numeric" {...(unit && { suffix: unit })} />
    case 'url':
      return <TextField {...field} inputMode="url" />
    case 'text':
    case 'address':
    case 'path':
    case 'cidr':
    case 'secret':
      return <TextField {...field} />
  }
}

/** A switch. The default is stored as an empty value, so that it follows the release. */
function BooleanField({
  value,
  preset,
  hint,
  note,
  onChange,
  ...control
}: ReturnType<typeof useValidatedField> & {
  label: string
  hint: ReactNode
  value: string
  preset: string
  onChange: (value: string) => void
}) {
  return (
    <div className="min-h-14">
      <Switch
        {...control}
        hint={note ? <NoteLine note={note} /> : hint}
        checked={(value || preset) === 'true'}
        onChange={(on) => onChange(String(on) === preset ? '' : String(on))}
      />
    </div>
  )
}
