/**
 * Carries a run's log, without its secrets, to one client from an offset on. The client acknowledges each piece before
 * it gets the next; of a log that comes in whole pieces a few are on their way at once, since a page takes no more than
 * one a frame. So a slow browser holds back only itself; nothing is dropped, and little is kept for it in memory.
 */
import type { Run } from '../runs/run'
import { awaitAck } from './await-ack'
import type { Client } from './handlers/handler'

const CHUNK_BYTES = 256 * 1024
/** Whole pieces that are on their way at once. */
const MAX_IN_FLIGHT = 4

/** What the pump needs of a run. */
interface StreamedRun extends Pick<Run, 'id'> {
  shown: Pick<Run['shown'], 'read' | 'bytes'>
  on(event: 'bytes', listener: () => void): unknown
  off(event: 'bytes', listener: () => void): unknown
}

/** Returns the function that ends it. */
export function streamLog(client: Client, run: StreamedRun, from: number): () => void {
  let offset = from
  let ended = false
  let busy = false
  /** Bytes came while a piece was under way: an empty read before them must not put the pump to sleep. */
  let more = false
  const carry = async () => {
    busy = true
    const underWay: Promise<unknown>[] = []
    while (!ended && more) {
      more = false
      // A piece that is not whole becomes more until the others are taken.
      const isWhole = run.shown.bytes - offset >= untilWhole()
      if (underWay.length >= (isWhole ? MAX_IN_FLIGHT : 1)) {
        await underWay.shift()
        more = true
        continue
      }
      const bytes = await run.shown.read(offset, untilWhole())
      if (bytes.length > 0 && !ended) {
        const taken = awaitAck(client.emitWithAck('runs.log', { run: run.id, offset, bytes }))
        taken.catch(end)
        underWay.push(taken)
        offset += bytes.length
        more = true
      }
    }
    busy = false
  }
  // All who follow the run come to read the same pieces, whatever they began with.
  const untilWhole = () => CHUNK_BYTES - (offset % CHUNK_BYTES)
  const wake = () => {
    more = true
    if (!busy) carry().catch(end)
  }
  const end = () => {
    ended = true
    run.off('bytes', wake)
  }
  run.on('bytes', wake)
  wake()
  return end
}
