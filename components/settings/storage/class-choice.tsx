'use client'

import { useTranslations } from 'use-intl'
import { type Card, CardGroup } from '@/components/ui/form/card-group'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFieldNote } from '@/components/wizard/draft/validation'
import type { Mode } from '@/lib/cluster/draft'
import type { Release, StorageClass } from '@/lib/installers/installer'

/** The storage classes of the release. Those that the mode does not support are disabled. */
export function ClassChoice({ release }: { release: Release }) {
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
