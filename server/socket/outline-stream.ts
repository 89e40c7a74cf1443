/**
 * Streams the outline of a run's log to one client. The client acknowledges each piece before the next one is sent, so a
 * slow browser delays only itself.
 */
import type { Run } from '../runs/run'
import { awaitAck } from './await-ack'
import type { Client } from './handlers/handler'

interface StreamedRun extends Pick<Run, 'id'> {
  redactedLines: Pick<Run['redactedLines'], 'outline'>
  on(event: 'view', listener: () => void): unknown
  off(event: 'view', listener: () => void): unknown
}

/** @param from number of entries that the client has. @returns a function that ends the stream */
export function streamOutline(client: Client, run: StreamedRun, from: number): () => void {
  let sent = from
  let hostsSent = 0
  let ended = false
  let busy = false
  const send = async () => {
    busy = true
    for (
      let next = run.redactedLines.outline(sent);
      !ended && next.kind.length > 0;
      next = run.redactedLines.outline(sent)
    ) {
      const { hosts, ...update } = next
      const newHosts = hosts.length > hostsSent ? { hosts } : {}
      hostsSent = hosts.length
      await awaitAck(client, client.emitWithAck('runs.outline', { run: run.id, ...update, ...newHosts }))
      sent += update.kind.length
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
  wake()
  return end
}
