'use client'

import { useTranslations } from 'use-intl'
import { CardGroup } from '@/components/ui/form/card-group'
import { Section } from '@/components/ui/layout/section'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { installers } from '@/lib/installers/registry'
import { selectInstaller } from '@/lib/installers/select-release'
import { productIcon } from './product-icons'

/** The product to install. Hidden while there is only one. */
export function ProductChoice() {
  const t = useTranslations('installer.products')
  const { installer, network } = useDraft()
  const setDraft = useSetDraft()
  function choose(id: string) {
    const selected = selectInstaller({ installer, network }, id)
    setDraft('installer', selected.installer)
    setDraft('network', selected.network)
  }
  if (installers.length === 1 && installers[0]?.id === installer.id) return null
  return (
    <Section title={t('title')}>
      <div data-help="installer.products.help">
        <CardGroup
          id="installer.id"
          label={t('title')}
          hideLabel
          columns={3}
          value={installer.id}
          onChange={choose}
          cards={installers.map(({ id }) => ({
            value: id,
            title: t(`${id}.title`),
            text: t(`${id}.text`),
            icon: productIcon(id),
          }))}
        />
      </div>
    </Section>
  )
}
