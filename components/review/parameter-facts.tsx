'use client'

import { useTranslations } from 'use-intl'
import { useChoiceLabel } from '@/components/settings/sections/parameter-hint'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import { sectionsFor } from '@/lib/cluster/families'
import { changedParameters, isSecretParameter, parameterValue } from '@/lib/cluster/parameters'
import type { Parameter, Section } from '@/lib/cluster/release-options'
import { Fact } from './summary-section'

/** The settings of a step that differ from their defaults. */
export function SettingFacts({ step }: { step: Section['step'] }) {
  const { settings, network } = useDraft()
  const release = useRelease()
  if (!release) return null
  const sections = sectionsFor(release.sections, network.families)
  return (
    <ParameterFacts
      parameters={sections.filter((section) => section.step === step).flatMap(({ fields }) => fields)}
      all={sections.flatMap(({ fields }) => fields)}
      values={settings}
      texts={`settings.${release.installer}`}
    />
  )
}

/** Parameters that differ from their defaults, without the version of Kubernetes. Secrets are masked. */
export function ParameterFacts({
  parameters,
  all = parameters,
  values,
  texts,
}: {
  parameters: readonly Parameter[]
  /** The parameters that those of `parameters` may depend on. */
  all?: readonly Parameter[]
  values: Readonly<Record<string, string>>
  /** Prefix of their message keys. */
  texts: string
}) {
  const t = useTranslations()
  const valueText = useValueText(texts)
  const changed = changedParameters(parameters, values, all)
  const listed = changed.filter(({ kubernetesVersion }) => !kubernetesVersion)
  return listed.map((parameter) => (
    <Fact key={parameter.key} name={t(`${texts}.${parameter.key}.label`)} mono={isMono(parameter)}>
      {valueText(parameter, parameterValue(parameter, values))}
    </Fact>
  ))
}

const isMono = ({ kind }: Parameter): boolean => kind !== 'boolean' && kind !== 'choice' && kind !== 'yaml'

/** A value as a short text. */
function useValueText(texts: string): (parameter: Parameter, value: string) => string {
  const t = useTranslations('review.summary')
  const choiceLabel = useChoiceLabel()
  return (parameter, value) => {
    const lines = value.split('\n')
    if (isSecretParameter(parameter)) return t('masked')
    switch (parameter.kind) {
      case 'boolean':
      case 'choice':
        return choiceLabel(parameter, texts, value)
      case 'list':
        return lines.join(', ')
      case 'yaml':
        return t('lines', { count: lines.filter((line) => line.trim() !== '').length })
      default:
        return parameter.unit ? `${value} ${parameter.unit}` : value
    }
  }
}
