'use client'

import { useTranslations } from 'use-intl'
import { Section } from '@/components/ui/layout/section'
import { DraftText } from '@/components/wizard/draft/draft-fields'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import { ModeChoice } from './mode-choice'
import { PackageSection } from './package-section'
import { TaskboxSection } from './taskbox-section'

/** The installer step: the taskbox, the package and the mode. */
export function InstallerStep() {
  const t = useTranslations('installer')
  return (
    <StepFrame step="installer">
      <div className="flex flex-col gap-4">
        <DraftText path="name" texts="installer.fields.name" className="max-w-sm" />
        <TaskboxSection />
        <PackageSection />
        <Section title={t('mode.title')}>
          <ModeChoice />
        </Section>
      </div>
    </StepFrame>
  )
}
