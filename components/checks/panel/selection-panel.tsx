'use client'

import { useDraft } from '@/components/wizard/draft/draft-store'
import type { CheckId } from '@/lib/checks/catalogue/index'
import type { HostDraft } from '@/lib/cluster/draft'
import type { Matrix } from '../grid/matrix'
import type { CheckRunner } from '../run/use-check-runner'
import type { WaiverControls } from '../waivers/use-waivers'
import { CheckPanel } from './check-panel'
import { HostPanel } from './host-panel'
import type { Selection } from './selection'

/** What is looked at closely, beside the matrix. */
export function SelectionPanel({
  opened,
  matrix,
  waiving,
  runner,
  onOpen,
}: {
  opened: Selection | undefined
  matrix: Matrix
  waiving: WaiverControls
  /** Undefined while nothing can be started. */
  runner: CheckRunner | undefined
  onOpen: (what: Selection | undefined) => void
}) {
  const { waivers } = useDraft()
  if (!opened) return null
  const close = () => onOpen(undefined)
  if (opened.host === undefined) {
    const { check } = opened
    const again = runner && (() => runner.run({ checks: [check] }))
    return <CheckPanel check={check} rows={matrix.rows} onOpen={onOpen} onAgain={again} onClose={close} />
  }
  const row = matrix.rows.find(({ host }) => host.id === opened.host)
  if (!row) return null
  const againOne = (check: CheckId, host: HostDraft) => runner?.run({ hosts: [host.id], checks: [check] })
  return (
    <HostPanel
      key={row.host.id}
      row={row}
      check={opened.check}
      waivers={waivers}
      actions={{ ...waiving, again: runner && againOne }}
      onAgain={runner && (() => runner.run({ hosts: [row.host.id] }))}
      onClose={close}
    >
      {waiving.dialog}
    </HostPanel>
  )
}
