'use client'

import { useTranslations } from 'use-intl'
import { Section } from '@/components/ui/layout/section'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import { sectionsFor } from '@/lib/cluster/families'
import { isApplicable } from '@/lib/cluster/parameters'
import type { Parameter, Section as SettingSection } from '@/lib/cluster/release-options'
import { AdvancedSection } from './advanced-section'
import { ParameterFields } from './parameter-fields'

/** The installer's own settings that belong to this step, by section. */
export function SettingSections({ step }: { step: SettingSection['step'] }) {
  const { settings, network } = useDraft()
  const release = useRelease()
  if (!release) return null
  const sections = sectionsFor(release.sections, network.families)
  const all = sections.flatMap(({ fields }) => fields)
  return sections
    .filter((section) => section.step === step)
    .filter(({ fields }) => fields.some((field) => isApplicable(field, all, settings)))
    .map((section) => (
      <SettingFields key={section.id} section={section} all={all} installer={release.installer} />
    ))
}

function SettingFields({
  section,
  all,
  installer,
}: {
  section: SettingSection
  /** All settings of the release. */
  all: readonly Parameter[]
  /** The release's, since that of the draft changes before it. */
  installer: string
}) {
  const { settings } = useDraft()
  const setDraft = useSetDraft()
  const texts = `settings.${installer}`
  const { title, text } = useSectionTexts(`${texts}.sections.${section.id}`)
  const fields = (
    <ParameterFields
      parameters={section.fields}
      all={all}
      values={settings}
      onChange={(values) => setDraft('settings', values)}
      path="settings"
      texts={texts}
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
