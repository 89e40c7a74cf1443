'use client'

import { useTranslations } from 'use-intl'
import { Notice } from '@/components/ui/feedback/notice'
import { type Card, CardGroup } from '@/components/ui/form/card-group'
import { Section } from '@/components/ui/layout/section'
import { DraftSwitch, DraftText, useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFieldNote, useRelease } from '@/components/wizard/draft/validation'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import type { Mode } from '@/lib/cluster/draft'
import type { Release, StorageClass } from '@/lib/installers/installer'
import { releases } from '@/lib/installers/registry'
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

/** The storage classes of the release. Those that the mode does not support are disabled. */
function ClassChoice({ release }: { release: Release }) {
  const t = useTranslations('storage')
  const { storage, installer } = useDraft()
  const setDraft = useSetDraft()
  const note = useFieldNote('storage.class')
  const allowed = release.storageClasses.filter(({ modes }) => modes.includes(installer.mode))
  const others = release.storageClasses.filter((one) => !allowed.includes(one))
  return (
    <div data-help="storage.fields.class.help">
      <CardGroup
        id="storage.class"
        label={t('fields.class.label')}
        value={storage.class}
        onChange={(id) => setDraft('storage.class', id)}
        note={note}
        cards={[...allowed, ...others].map((one) => card(one, installer.mode))}
      />
    </div>
  )

  function card(one: StorageClass, mode: Mode): Card<string> {
    const fits = one.modes.includes(mode)
    return {
      value: one.id,
      title: t(`classes.${one.id}.title`),
      text: fits ? t(`classes.${one.id}.text`) : t(mode === 'multi-node' ? 'notMultiNode' : 'notAllInOne'),
      tag: one.evaluationOnly ? t('trial') : undefined,
      disabled: !fits && storage.class !== one.id,
    }
  }
}

/** The optional add-ons of the release. */
function Addons({ release }: { release: Release }) {
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
