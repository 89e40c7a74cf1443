'use client'

import { useTranslations } from 'use-intl'
import { CardGroup } from '@/components/ui/form/card-group'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFieldNote, useRelease } from '@/components/wizard/draft/validation'
import { NETWORK } from '@/lib/cluster/constants'

/** The network plugins of the release. */
export function PluginChoice() {
  const t = useTranslations('network.plugin')
  const { network } = useDraft()
  const setDraft = useSetDraft()
  const release = useRelease()
  const plugins: readonly string[] = release?.networkPlugins ?? NETWORK.plugins
  const preset = release?.defaults.plugin ?? NETWORK.plugin
  return (
    <div data-help="network.fields.plugin.help">
      <CardGroup
        id="network.plugin"
        label={t('title')}
        hideLabel
        value={network.plugin}
        onChange={(plugin) => setDraft('network.plugin', plugin)}
        note={useFieldNote('network.plugin')}
        cards={plugins.map((plugin) => ({
          value: plugin,
          title: t.has(`${plugin}.title`) ? t(`${plugin}.title`) : plugin,
          text: t.has(`${plugin}.text`) ? t(`${plugin}.text`) : undefined,
          tag: plugin === preset ? t('preset') : undefined,
        }))}
      />
    </div>
  )
}
