'use client'

import { useDraft } from '@/components/wizard/draft/draft-store'
import type { CheckId } from '@/lib/checks/catalogue/index'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import type { Matrix } from '../grid/matrix'
import type { CheckRunner } from '../run/use-check-runner'
import type { WaiverControls } from '../waivers/use-waivers'
import { CheckPanel } from './check-panel'
import { HostPanel } from './host-panel'
import type { Selection } from './selection'

/** Side panel with the details of the selected host or check. */
export function SelectionPanel({
  selection,
  matrix,
  waiverControls,
  runner,
  onOpen,
}: {
  selection: Selection | undefined
  matrix: Matrix
  waiverControls: WaiverControls
  /** Undefined while no run can start. */
  runner: CheckRunner | undefined
  onOpen: (selection: Selection | undefined) => void
}) {
  const { waivers } = useDraft()
  if (!selection) return null
  const close = () => onOpen(undefined)
  if (selection.host === undefined) {
    const { check } = selection
    const rerun = runner && (() => runner.run({ checks: [check] }))
    return (
      <CheckPanel
        key={check}
        check={check}
        rows={matrix.rows}
        onOpen={onOpen}
        onWaive={(hosts) => waiverControls.waiveMany(check, hosts)}
        onRerun={rerun}
        onClose={close}
      >
        {waiverControls.dialog}
      </CheckPanel>
    )
  }
  const row = matrix.rows.find(({ host }) => host.id === selection.host)
  if (!row) return null
  const rerunOne = (check: CheckId, host: HostDraft) => runner?.run({ hosts: [host.id], checks: [check] })
  return (
    <HostPanel
      key={row.host.id}
      row={row}
      check={selection.check}
      waivers={waivers}
      actions={{ ...waiverControls, rerun: runner && rerunOne }}
      onRerun={runner && (() => runner.run({ hosts: [row.host.id] }))}
      onClose={close}
    >
      {waiverControls.dialog}
    </HostPanel>
  )
}
