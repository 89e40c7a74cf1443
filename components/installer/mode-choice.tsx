'use client'

import { Network, Server } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { CardGroup } from '@/components/ui/form/card-group'
import { Section } from '@/components/ui/layout/section'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFieldNote, useRelease } from '@/components/wizard/draft/validation'
import { withoutAllInOneHost } from '@/lib/cluster/draft/all-in-one'
import { MODES, type Mode } from '@/lib/cluster/draft/draft'
import type { MinimumSize } from '@/lib/installers/installer'
import { findInstaller } from '@/lib/installers/registry'

const ICONS = { 'multi-node': Network, 'all-in-one': Server } as const
const TEXTS = { 'multi-node': 'multiNode', 'all-in-one': 'allInOne' } as const satisfies Record<Mode, string>

/** The installation mode: all-in-one or multi-node. Hidden if the release has one mode, and it is chosen. */
export function ModeChoice() {
  const t = useTranslations('installer.mode')
  const { installer, hosts } = useDraft()
  const { mode } = installer
  const modes = useModes()
  const setDraft = useSetDraft()
  const note = useFieldNote('installer.mode')
  const release = useRelease()
  const minimum = ({ scope, cores, memoryGiB, diskGiB }: MinimumSize) =>
    t(scope === 'cluster' ? 'minimumTotal' : 'minimum', { cores, memoryGiB, diskGiB })
  if (modes.length < 2 && modes.every((one) => one === mode)) return null
  function change(next: Mode) {
    setDraft('installer.mode', next)
    if (next === 'multi-node') setDraft('hosts', withoutAllInOneHost(hosts))
  }
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
    disabled: !modes.includes(value) && value !== mode,
  })
  return (
    <Section title={t('title')}>
      <div data-help="installer.mode.help">
        <CardGroup
          id="installer.mode"
          label={t('title')}
          hideLabel
          value={mode}
          onChange={change}
          cards={MODES.map(card)}
          note={note}
        />
      </div>
    </Section>
  )
}

/** The modes of the release; before it is detected, those of the installer's releases, if they are known. */
function useModes(): readonly Mode[] {
  const { id } = useDraft().installer
  const release = useRelease()
  const releases = release ? [release] : (findInstaller(id)?.releases ?? [])
  return MODES.filter((mode) => releases.some(({ modes }) => modes.includes(mode)))
}
