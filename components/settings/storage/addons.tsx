'use client'

import { useTranslations } from 'use-intl'
import { Section } from '@/components/ui/layout/section'
import { DraftSwitch, DraftText } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import type { Release } from '@/lib/installers/installer'

/** The optional add-ons of the release. */
export function Addons({ release }: { release: Release }) {
  const t = useTranslations('storage.addons')
  const { harbor } = useDraft().addons
  return (
    <Section title={t('title')}>
      <div className="rounded-md border border-line bg-surface p-3">
        <DraftSwitch path="addons.harbor.enabled" texts="storage.fields.harbor.enabled" />
        {harbor.enabled && (
          <div className="mt-3 pl-9">
            <DraftText
              path="addons.harbor.domain"
              texts="storage.fields.harbor.domain"
              mono
              hint={t('harborPort', { port: String(release.harborNodePort) })}
              className="max-w-md"
            />
          </div>
        )}
      </div>
    </Section>
  )
}
