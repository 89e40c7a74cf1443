'use client'

import { useTranslations } from 'use-intl'
import { Notice } from '@/components/ui/feedback/notice'
import { Section } from '@/components/ui/layout/section'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import { releases } from '@/lib/installers/registry'
import { Addons } from './addons'
import { ClassChoice } from './class-choice'
import { ParameterFields } from './parameter-fields'

/** The storage step: the default storage class with its parameters, and the add-ons. */
export function StorageStep() {
  const t = useTranslations('storage')
  const { storage } = useDraft()
  const known = useRelease()
  // Before a package is selected, show the latest release with a notice.
  const release = known ?? releases.at(-1)
  const chosen = release?.storageClasses.find(({ id }) => id === storage.class)
  if (!release) return <StepFrame step="storage">{null}</StepFrame>
  return (
    <StepFrame step="storage">
      <div className="flex flex-col gap-5">
        {!known && <Notice tone="idle">{t('noRelease', { release: release.id })}</Notice>}
        <ClassChoice release={release} />
        {chosen && chosen.parameters.length > 0 && (
          <Section title={t('parametersOf', { class: t(`classes.${chosen.id}.title`) })}>
            <ParameterFields key={chosen.id} chosen={chosen} />
          </Section>
        )}
        {release.addons.includes('harbor') && <Addons release={release} />}
      </div>
    </StepFrame>
  )
}
