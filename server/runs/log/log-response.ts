/** A run's log over HTTP: whole or a byte range, streamed, so that a log of any size costs no memory. */
import type { InTurn } from '../log-turns'
import type { Run } from '../run'

const CHUNK_BYTES = 256 * 1024

/** What is read of a run. */
interface LogSource extends Pick<Run, 'id' | 'logBytes' | 'readLog'> {
  shown: Pick<Run['shown'], 'length' | 'read'>
}
type Read = (offset: number, length: number) => Promise<Uint8Array>

export interface LogRequest {
  /** The `Range` header. */
  range: string | null
  /** As a file to keep. */
  keep: boolean
  /** Byte for byte, as it lies on the taskbox; else secrets are stars, and every offset is the same. */
  secrets: boolean
}

export async function logResponse(
  run: LogSource,
  { range, keep, secrets }: LogRequest,
  inTurn: InTurn,
): Promise<Response> {
  const size = secrets ? run.logBytes : await inTurn(() => run.shown.length())
  const read: Read = (offset, length) =>
    inTurn(() => (secrets ? run.readLog(offset, length) : run.shown.read(offset, length)))
  const wanted = parseRange(range, size)
  if (wanted === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } })
  const { start, end } = wanted ?? { start: 0, end: size }
  const headers: Record<string, string> = {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(end - start),
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
  }
  if (wanted) headers['content-range'] = `bytes ${start}-${end - 1}/${size}`
  if (keep) headers['content-disposition'] = `attachment; filename="taskbox-${run.id}.log"`
  return new Response(stream(read, start, end), { status: wanted ? 206 : 200, headers })
}

/** One range as RFC 9110 writes it (`bytes=0-99`, `bytes=100-`, `bytes=-50`); several are answered with the whole. */
function parseRange(
  range: string | null,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const [first, last] = [match[1] ?? '', match[2] ?? '']
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  // RFC 9110, section 14.1.2: a range that ends before it begins is none, and is passed over.
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
