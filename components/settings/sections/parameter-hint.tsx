'use client'

import { useTranslations } from 'use-intl'
import type { Parameter } from '@/lib/cluster/release-options'

/** The text of a value of a parameter with choices. */
export function useChoiceLabel(): (parameter: Parameter, texts: string, choice: string) => string {
  const t = useTranslations()
  return ({ key, kind }, texts, choice) => {
    const labelKey = `${texts}.${key}.choices.${choice}`
    if (t.has(labelKey)) return t(labelKey)
    return kind === 'boolean' && (choice === 'true' || choice === 'false')
      ? t(`wizard.settings.boolean.${choice}`)
      : choice
  }
}

/** The installer's name of a parameter, and the default value if the field does not show it. */
export function ParameterHint({ parameter, texts }: { parameter: Parameter; texts: string }) {
  const t = useTranslations('wizard.settings')
  const choiceLabel = useChoiceLabel()
  const { key, kind } = parameter
  const preset = parameter.default.includes('\n') ? '' : parameter.default
  return (
    <span className="[overflow-wrap:anywhere]">
      <code className="font-mono text-xs">{key}</code>
      {kind === 'list' && ` · ${t('onePerLine')}`}
      {preset && ` · ${t('preset', { value: choiceLabel(parameter, texts, preset) })}`}
    </span>
  )
}
