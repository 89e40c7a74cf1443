/** HTTP response with a run's log, whole or a byte range; streamed, so that its size does not matter. */

import type { Run } from '../run'
import type { RunInTurn } from './log-turns'

const CHUNK_BYTES = 256 * 1024

interface LogSource extends Pick<Run, 'id' | 'logBytes' | 'readLog'> {
  redactedLog: Pick<Run['redactedLog'], 'length' | 'read'>
}
type Read = (offset: number, length: number) => Promise<Uint8Array>

export interface LogRequest {
  /** The `Range` header. */
  range: string | null
  /** Respond with an attachment. */
  download: boolean
  /** Return the log byte for byte. Otherwise secrets are replaced by stars at the same offsets. */
  includeSecrets: boolean
}

export async function logResponse(
  run: LogSource,
  { range, download, includeSecrets }: LogRequest,
  inTurn: RunInTurn,
): Promise<Response> {
  const size = includeSecrets ? run.logBytes : await inTurn(() => run.redactedLog.length())
  const read: Read = (offset, length) =>
    inTurn(() => (includeSecrets ? run.readLog(offset, length) : run.redactedLog.read(offset, length)))
  const requested = parseRange(range, size)
  if (requested === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } })
  const { start, end } = requested ?? { start: 0, end: size }
  const headers: Record<string, string> = {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(end - start),
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
  }
  if (requested) headers['content-range'] = `bytes ${start}-${end - 1}/${size}`
  if (download) headers['content-disposition'] = `attachment; filename="taskbox-${run.id}.log"`
  return new Response(stream(read, start, end), { status: requested ? 206 : 200, headers })
}

/** Parses one range of RFC 9110 (`bytes=0-99`, `bytes=100-`, `bytes=-50`). Several ranges return the whole log. */
function parseRange(
  range: string | null,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const [first, last] = [match[1] ?? '', match[2] ?? '']
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  // RFC 9110, section 14.1.2: a range that ends before it begins is invalid and ignored.
  if (first !== '' && last !== '' && Number(last) < start) return undefined
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1)
  return start >= end ? 'unsatisfiable' : { start, end }
}

function stream(read: Read, start: number, end: number): ReadableStream<Uint8Array> {
  let offset = start
  return new ReadableStream({
    async pull(controller) {
      const bytes = await read(offset, Math.min(CHUNK_BYTES, end - offset))
      offset += bytes.length
      if (bytes.length > 0) controller.enqueue(new Uint8Array(bytes))
      if (bytes.length === 0 || offset >= end) controller.close()
    },
  })
}
