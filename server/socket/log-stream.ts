/**
 * Streams a run's redacted log to one client. The client acknowledges each chunk; up to MAX_IN_FLIGHT full chunks are in
 * flight, because a page processes at most one per frame. A slow browser delays only itself, and nothing is buffered for it.
 */
import type { Run } from '../runs/run'
import { awaitAck } from './await-ack'
import type { Client } from './handlers/handler'

const CHUNK_BYTES = 256 * 1024
/** Full chunks that may be unacknowledged at once. */
const MAX_IN_FLIGHT = 4

interface StreamedRun extends Pick<Run, 'id'> {
  redactedLog: Pick<Run['redactedLog'], 'read' | 'bytes'>
  on(event: 'bytes', listener: () => void): unknown
  off(event: 'bytes', listener: () => void): unknown
}

/** @param from byte offset to start at. @returns a function that ends the stream */
export function streamLog(client: Client, run: StreamedRun, from: number): () => void {
  let offset = from
  let ended = false
  let busy = false
  /** New bytes arrived. Without this flag, an empty read that started before them would end the loop. */
  let more = false
  const send = async () => {
    busy = true
    const inFlight: Promise<unknown>[] = []
    while (!ended && more) {
      more = false
      // A partial chunk grows while earlier chunks await their acknowledgement.
      const isFull = run.redactedLog.bytes - offset >= bytesToFull()
      if (inFlight.length >= (isFull ? MAX_IN_FLIGHT : 1)) {
        await inFlight.shift()
        more = true
        continue
      }
      const bytes = await run.redactedLog.read(offset, bytesToFull())
      if (bytes.length > 0 && !ended) {
        const ack = awaitAck(client, client.emitWithAck('runs.log', { run: run.id, offset, bytes }))
        ack.catch(end)
        inFlight.push(ack)
        offset += bytes.length
        more = true
      }
    }
    busy = false
  }
  // Aligned chunks are the same for all clients, so that reads hit the cache.
  const bytesToFull = () => CHUNK_BYTES - (offset % CHUNK_BYTES)
  const wake = () => {
    more = true
    if (!busy) send().catch(end)
  }
  const end = () => {
    ended = true
    run.off('bytes', wake)
  }
  run.on('bytes', wake)
  wake()
  return end
}
