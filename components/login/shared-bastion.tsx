'use client'

import { useTranslations } from 'use-intl'
import { Switch } from '@/components/ui/form/switch'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { emptyBastion, sharedBastion } from '@/lib/cluster/bastion'
import type { BastionDraft } from '@/lib/cluster/draft/draft'
import { BastionFields } from './bastion-fields'

/** The shared bastion of the taskbox and all hosts, behind a switch. */
export function SharedBastion({ hint }: { hint: string }) {
  const t = useTranslations('hosts.bastion')
  const draft = useDraft()
  const setDraft = useSetDraft()
  const shared = sharedBastion(draft)
  const change = (part: Partial<BastionDraft>) =>
    setDraft('bastion', { ...emptyBastion(), ...draft.bastion, ...part })
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="sr-only">{t('title')}</legend>
      <Switch
        checked={shared !== undefined}
        onChange={(on) => change({ route: on ? 'custom' : 'direct' })}
        label={t('use')}
        hint={hint}
      />
      {shared && <BastionFields base="bastion" value={shared} onChange={change} />}
    </fieldset>
  )
}
