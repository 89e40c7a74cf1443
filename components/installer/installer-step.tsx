'use client'

import { SettingSections } from '@/components/settings/sections/setting-sections'
import { DraftText } from '@/components/wizard/draft/draft-fields'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import { ModeChoice } from './mode-choice'
import { PackageSection } from './package-section'
import { ProductChoice } from './product-choice'
import { TaskboxSection } from './taskbox-section'

/** The installer step: the product, the taskbox, the source, the mode, and the installer's own settings. */
export function InstallerStep() {
  return (
    <StepFrame step="installer">
      <div className="flex flex-col gap-4">
        <DraftText path="name" texts="installer.fields.name" className="max-w-sm" />
        <ProductChoice />
        <TaskboxSection />
        <PackageSection />
        <ModeChoice />
        <SettingSections step="installer" />
      </div>
    </StepFrame>
  )
}
