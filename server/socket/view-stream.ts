/**
 * Carries a run's view to one client: what changed since the client's last, and only once it has taken that. A slow
 * browser passes over pictures in between, and nothing is kept for it.
 */

import { createPatch } from '@/lib/contract/patch'
import type { RunView } from '@/lib/contract/run'
import type { Run } from '../runs/run'
import { awaitAck } from './await-ack'
import type { Client } from './handlers/handler'

/** What the pump needs of a run. */
interface StreamedRun extends Pick<Run, 'id' | 'picture'> {
  on(event: 'view', listener: () => void): unknown
  off(event: 'view', listener: () => void): unknown
}

/** @param from the view that the client has. Returns the function that ends it. */
export function streamView(client: Client, run: StreamedRun, from: RunView): () => void {
  let shown = from
  let ended = false
  let busy = false
  const carry = async () => {
    busy = true
    for (let next = run.picture(); !ended && next !== shown; next = run.picture()) {
      const patch = createPatch(shown, next)
      if (patch) await awaitAck(client.emitWithAck('runs.view', { run: run.id, from: shown.version, patch }))
      shown = next
    }
    busy = false
  }
  const wake = () => {
    if (!busy) carry().catch(end)
  }
  const end = () => {
    ended = true
    run.off('view', wake)
  }
  run.on('view', wake)
  return end
}
