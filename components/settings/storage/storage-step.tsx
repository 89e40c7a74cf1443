'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { buttonClass } from '@/components/ui/button/button-class'
import { Notice } from '@/components/ui/feedback/notice'
import { type Card, CardGroup } from '@/components/ui/form/card-group'
import { NoteLine } from '@/components/ui/form/field'
import { Switch } from '@/components/ui/form/switch'
import { TextField } from '@/components/ui/form/text-field'
import { Section } from '@/components/ui/layout/section'
import { useSetDraft, useValidatedField } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFieldNote, useRelease } from '@/components/wizard/draft/validation'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import { useWizard } from '@/components/wizard/wizard-context'
import type { AddonDraft, Mode } from '@/lib/cluster/draft/draft'
import { effectiveAddon, storageClassOf } from '@/lib/cluster/draft/release-defaults'
import { addonUrl } from '@/lib/installers/addon-url'
import type { Addon, Release, StorageClass } from '@/lib/installers/installer'
import { findInstaller } from '@/lib/installers/registry'
import { stepHref } from '@/lib/steps/steps'
import { ParameterFields } from '../sections/parameter-fields'
import { SettingSections } from '../sections/setting-sections'
import { UnknownStorageParameters } from '../sections/unknown-values'

/** The storage step: the default storage class with its parameters, and the add-ons. */
export function StorageStep() {
  const t = useTranslations('storage')
  const { storage, installer } = useDraft()
  const known = useRelease()
  // Before a source is selected, show the latest release with a notice.
  const release = known ?? findInstaller(installer.id)?.releases.at(-1)
  const chosen = release?.storageClasses.find(({ id }) => id === storageClassOf(storage, release))
  if (!release)
    return (
      <StepFrame step="storage">
        <ReleaseMissing />
      </StepFrame>
    )
  return (
    <StepFrame step="storage">
      <div className="flex flex-col gap-5">
        {!known && <Notice tone="idle">{t('noRelease', { release: release.id })}</Notice>}
        <ClassChoice release={release} />
        {chosen && chosen.parameters.length > 0 && (
          <Section title={t('parametersOf', { class: t(`classes.${chosen.id}.title`) })}>
            <ClassParameters key={chosen.id} parameters={chosen.parameters} />
          </Section>
        )}
        <UnknownStorageParameters />
        {release.addons.length > 0 && <Addons release={release} />}
        <SettingSections step="storage" />
      </div>
    </StepFrame>
  )
}

/** Before a source is chosen whose files describe the release, its options are unknown. */
function ReleaseMissing() {
  const t = useTranslations('storage.unknownRelease')
  const { id } = useWizard()
  return (
    <Notice
      tone="idle"
      title={t('title')}
      actions={
        <Link href={stepHref(id, 'installer')} prefetch={false} className={buttonClass()}>
          {t('action')}
        </Link>
      }
    >
      {t('text')}
    </Notice>
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
        value={storageClassOf(storage, release)}
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

function ClassParameters({ parameters }: Pick<StorageClass, 'parameters'>) {
  const { storage } = useDraft()
  const setDraft = useSetDraft()
  return (
    <ParameterFields
      parameters={parameters}
      values={storage.parameters}
      onChange={(values) => setDraft('storage', { ...storage, parameters: values })}
      path="storage.parameters"
      texts="storage.parameters"
    />
  )
}

/** The optional add-ons of the release. */
function Addons({ release }: { release: Release }) {
  const t = useTranslations('storage.addons')
  return (
    <Section title={t('title')}>
      <ul className="flex flex-col gap-3 rounded-md border border-line bg-surface p-3">
        {release.addons.map((addon) => (
          <li key={addon.id}>
            <AddonFields addon={addon} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The switch of an add-on, and its domain. */
function AddonFields({ addon }: { addon: Addon }) {
  const t = useTranslations('storage.addons')
  const { addons, installer } = useDraft()
  const setDraft = useSetDraft()
  const { note, ...control } = useValidatedField(`addons.${addon.id}.enabled`)
  const domain = useValidatedField(`addons.${addon.id}.domain`)
  const { enabled, domain: value } = effectiveAddon(addon, addons)
  const typed = addons[addon.id]?.domain ?? ''
  const label = t(`${addon.id}.label`)
  const change = (part: Partial<AddonDraft>) =>
    setDraft('addons', { ...addons, [addon.id]: { enabled, domain: typed, ...part } })
  const requests = addon.requests?.[installer.mode]
  return (
    <div data-help={`storage.addons.${addon.id}.help`}>
      <Switch
        {...control}
        label={label}
        hint={
          note ? (
            <NoteLine note={note} />
          ) : (
            <>
              {t(`${addon.id}.hint`)} {requests && t('requests', requests)}
            </>
          )
        }
        checked={enabled}
        onChange={(next) => change({ enabled: next })}
      />
      {enabled && addon.domain !== undefined && (
        <div className="mt-3 pl-9" data-help="storage.addons.domain.help">
          <TextField
            {...domain}
            label={t('domain.label', { addon: label })}
            hint={addon.page && t('page', { url: addonUrl(addon, value), port: String(addon.page.nodePort) })}
            placeholder={addon.domain}
            mono
            value={typed}
            onChange={(next) => change({ domain: next })}
            className="max-w-md"
          />
        </div>
      )}
    </div>
  )
}
