'use client'

import { useTranslations } from 'use-intl'
import { SecretField } from '@/components/ui/form/secret-field'
import { SelectField } from '@/components/ui/form/select-field'
import { TextAreaField, TextField } from '@/components/ui/form/text-field'
import { useFieldTexts, useSetDraft, useValidatedField } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { isApplicable } from '@/lib/cluster/parameters'
import type { Parameter, StorageOption } from '@/lib/cluster/release-options'

/** The parameter fields of a storage class, generated from the release's data. */
export function ParameterFields({ chosen }: { chosen: StorageOption }) {
  const { parameters } = useDraft().storage
  const applicable = chosen.parameters.filter((parameter) =>
    isApplicable(parameter, chosen.parameters, parameters),
  )
  return (
    <div className="grid gap-x-4 sm:grid-cols-2">
      {applicable.map((parameter) => (
        <div
          key={parameter.key}
          data-help={`storage.parameters.${parameter.key}.help`}
          className={parameter.kind === 'list' || parameter.kind === 'url' ? 'sm:col-span-2' : undefined}
        >
          <ParameterField parameter={parameter} value={parameters[parameter.key] ?? ''} />
        </div>
      ))}
    </div>
  )
}

function ParameterField({ parameter, value }: { parameter: Parameter; value: string }) {
  const t = useTranslations('storage')
  const setDraft = useSetDraft()
  const { storage } = useDraft()
  const { key, kind, choices, unit } = parameter
  const validated = useValidatedField(`storage.parameters.${key}`)
  const texts = useFieldTexts(`storage.parameters.${key}`)
  const defaultValue = parameter.default
  const field = {
    ...texts,
    ...validated,
    hint: texts.hint ?? <ParameterHint name={key} preset={defaultValue} />,
    onChange: (next: string) =>
      setDraft('storage', { ...storage, parameters: { ...storage.parameters, [key]: next } }),
  }
  const placeholder = texts.placeholder ?? defaultValue
  switch (kind) {
    case 'secret':
      return <SecretField {...field} value={value} />
    case 'list':
      return <TextAreaField {...field} value={value} mono rows={3} placeholder={placeholder} />
    case 'choice':
    case 'boolean':
      return (
        <SelectField
          {...field}
          value={value || defaultValue}
          options={(choices ?? ['true', 'false']).map((choice) => ({
            value: choice,
            label: choiceLabel(choice),
          }))}
        />
      )
    case 'number':
      return (
        <TextField
          {...field}
          value={value}
          mono
          inputMode="numeric"
          placeholder={placeholder}
          {...(unit && { suffix: unit })}
        />
      )
    case 'url':
      return <TextField {...field} value={value} mono inputMode="url" placeholder={placeholder} />
    case 'text':
    case 'address':
    case 'path':
      return <TextField {...field} value={value} mono placeholder={placeholder} />
  }

  function choiceLabel(choice: string): string {
    const choiceKey = `parameters.${key}.choices.${choice}`
    if (t.has(choiceKey)) return t(choiceKey)
    return kind === 'boolean' ? t(`boolean.${choice}`) : choice
  }
}

/** The key in the package's settings and the default value. */
function ParameterHint({ name, preset }: { name: string; preset: string }) {
  const t = useTranslations('storage')
  return (
    <>
      <code className="font-mono text-xs">{name}</code>
      {preset && ` · ${t('preset', { value: preset })}`}
    </>
  )
}
