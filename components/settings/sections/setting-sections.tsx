'use client'

import { useTranslations } from 'use-intl'
import { Section } from '@/components/ui/layout/section'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import { isApplicable } from '@/lib/cluster/parameters'
import type { Section as SettingSection } from '@/lib/cluster/release-options'
import { AdvancedSection } from './advanced-section'
import { ParameterFields } from './parameter-fields'

/** The installer's own settings that belong to this step, by section. */
export function SettingSections({ step }: { step: SettingSection['step'] }) {
  const { settings } = useDraft()
  const sections = useRelease()?.sections ?? []
  const all = sections.flatMap(({ fields }) => fields)
  const visible = sections.filter(
    (section) => section.step === step && section.fields.some((field) => isApplicable(field, all, settings)),
  )
  return visible.map((section) => <SettingFields key={section.id} section={section} />)
}

function SettingFields({ section }: { section: SettingSection }) {
  const { settings, installer } = useDraft()
  const setDraft = useSetDraft()
  const all = (useRelease()?.sections ?? []).flatMap(({ fields }) => fields)
  const { title, text } = useSectionTexts(`settings.${installer.id}.sections.${section.id}`)
  const fields = (
    <ParameterFields
      parameters={section.fields}
      all={all}
      values={settings}
      onChange={(values) => setDraft('settings', values)}
      path="settings"
      texts={`settings.${installer.id}`}
    />
  )
  if (section.advanced)
    return (
      <AdvancedSection title={title} text={text} section={section} all={all}>
        {fields}
      </AdvancedSection>
    )
  return (
    <Section title={title} text={text}>
      {fields}
    </Section>
  )
}

function useSectionTexts(key: string): { title: string; text: string | undefined } {
  const t = useTranslations()
  return { title: t(`${key}.title`), text: t.has(`${key}.text`) ? t(`${key}.text`) : undefined }
}
