'use client'

import { Network, Server } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { SettingSections } from '@/components/settings/sections/setting-sections'
import { CardGroup } from '@/components/ui/form/card-group'
import { Section } from '@/components/ui/layout/section'
import { DraftText, useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFieldNote, useRelease } from '@/components/wizard/draft/validation'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import type { Mode } from '@/lib/cluster/draft/draft'
import type { MinimumSize } from '@/lib/installers/installer'
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
        <SettingSections step="installer" />
      </div>
    </StepFrame>
  )
}

const ICONS = { 'multi-node': Network, 'all-in-one': Server } as const
const TEXTS = { 'multi-node': 'multiNode', 'all-in-one': 'allInOne' } as const satisfies Record<Mode, string>

/** The installation mode: all-in-one or multi-node. */
function ModeChoice() {
  const t = useTranslations('installer.mode')
  const { mode } = useDraft().installer
  const setDraft = useSetDraft()
  const note = useFieldNote('installer.mode')
  const release = useRelease()
  const minimum = ({ scope, cores, memoryGiB, diskGiB }: MinimumSize) =>
    t(scope === 'cluster' ? 'minimumTotal' : 'minimum', { cores, memoryGiB, diskGiB })
  const card = (value: Mode) => ({
    value,
    title: t(`${TEXTS[value]}.title`),
    text: (
      <>
        {t(`${TEXTS[value]}.text`)}
        {release && <span className="mt-1 block">{minimum(release.minimum[value])}</span>}
      </>
    ),
    icon: ICONS[value],
  })
  return (
    <div data-help="installer.mode.help">
      <CardGroup
        id="installer.mode"
        label={t('title')}
        hideLabel
        value={mode}
        onChange={(next) => setDraft('installer.mode', next)}
        cards={[card('multi-node'), card('all-in-one')]}
        note={note}
      />
    </div>
  )
}
