/**
 * Streams a run's view to one client as patches. The next patch is sent after the client has acknowledged the previous one,
 * so a slow browser skips intermediate views and nothing is buffered for it.
 */
import { createPatch } from '@/lib/contract/patch'
import type { RunView } from '@/lib/contract/run'
import type { Run } from '../runs/run'
import { awaitAck } from './await-ack'
import type { Client } from './handlers/handler'

interface StreamedRun extends Pick<Run, 'id' | 'redactedView'> {
  on(event: 'view', listener: () => void): unknown
  off(event: 'view', listener: () => void): unknown
}

/** @param from the view that the client has. @returns a function that ends the stream */
export function streamView(client: Client, run: StreamedRun, from: RunView): () => void {
  let sent = from
  let ended = false
  let busy = false
  const send = async () => {
    busy = true
    for (let next = run.redactedView(); !ended && next !== sent; next = run.redactedView()) {
      const patch = createPatch(sent, next)
      if (patch)
        await awaitAck(client, client.emitWithAck('runs.view', { run: run.id, from: sent.version, patch }))
      sent = next
    }
    busy = false
  }
  const wake = () => {
    if (!busy) send().catch(end)
  }
  const end = () => {
    ended = true
    run.off('view', wake)
  }
  run.on('view', wake)
  return end
}
