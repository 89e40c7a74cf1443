'use client'

import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { announce } from '@/components/ui/live-region'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import type { WaiverDraft } from '@/lib/cluster/draft'
import { useCheckTitle } from '../finding-text'
import type { FindingActions } from '../panel/finding-view'
import { WaiveDialog, type WaiverRequest } from './waive-dialog'
import { addWaiver, removeWaiver } from './waivers'

export interface WaiverControls extends Pick<FindingActions, 'waive' | 'takeBack'> {
  /** Asks for the reason; undefined while it is not open. */
  dialog: ReactNode
}

/** Giving waivers and taking them back, with the dialog that asks for the reason. */
export function useWaivers(): WaiverControls {
  const t = useTranslations('checkstep.waiver')
  const title = useCheckTitle()
  const { waivers } = useDraft()
  const set = useSetDraft()
  const [asked, setAsked] = useState<WaiverRequest>()

  function waive({ finding, host }: WaiverRequest, reason: string) {
    set('waivers', addWaiver(waivers, { check: finding.check, host: host.name, reason }))
    announce(t('announced', { check: title(finding.check), host: host.name }))
    setAsked(undefined)
  }
  function takeBack(waiver: WaiverDraft) {
    set('waivers', removeWaiver(waivers, waiver))
    announce(t('removed', { check: title(waiver.check) }))
  }
  const dialog = asked && (
    <WaiveDialog
      asked={asked}
      suggestion={waivers.findLast(({ check }) => check === asked.finding.check)?.reason ?? ''}
      onWaive={(reason) => waive(asked, reason)}
      onClose={() => setAsked(undefined)}
    />
  )
  return { waive: (finding, host) => setAsked({ finding, host }), takeBack, dialog }
}
