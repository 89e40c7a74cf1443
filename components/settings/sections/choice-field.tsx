'use client'

import { useTranslations } from 'use-intl'
import { FieldMessage, type FieldProps } from '@/components/ui/form/field'
import { Segmented } from '@/components/ui/form/segmented'
import { SelectField } from '@/components/ui/form/select-field'
import type { Parameter } from '@/lib/cluster/release-options'
import { useChoiceLabel } from './parameter-hint'

/** More choices, or longer ones, do not fit into a segmented control on a narrow page. */
const MAX_SEGMENTS = 3
/** Of all labels together, in characters. */
const MAX_SEGMENTS_LENGTH = 27

/**
 * A choice: a segmented control for a few short values, otherwise a select box. The default is stored as an empty value,
 * so that it follows the release.
 */
export function ChoiceField({
  parameter,
  texts,
  value,
  onChange,
  ...field
}: FieldProps & {
  id: string
  parameter: Parameter
  texts: string
  value: string
  onChange: (value: string) => void
  onBlur: () => void
  onFocus: () => void
}) {
  const t = useTranslations('wizard.settings')
  const choiceLabel = useChoiceLabel()
  const { default: preset, choices = [] } = parameter
  const options = choices.map((choice) => ({ value: choice, label: choiceLabel(parameter, texts, choice) }))
  const length = options.reduce((sum, { label }) => sum + label.length, 0)
  const control = {
    value: value || preset,
    onChange: (next: string) => onChange(next === preset ? '' : next),
  }
  if (preset !== '' && options.length <= MAX_SEGMENTS && length <= MAX_SEGMENTS_LENGTH) {
    const { id, label, hint, note } = field
    return (
      <div className="flex min-w-0 flex-col">
        <Segmented {...control} id={id} label={label} options={options} describedBy={`${id}-note`} />
        <FieldMessage id={`${id}-note`} hint={hint} note={note} />
      </div>
    )
  }
  const unset = { value: '', label: t('unset') }
  return <SelectField {...field} {...control} options={preset === '' ? [unset, ...options] : options} />
}
