/** Answers about a run's log by line numbers, over HTTP. */
import { z } from 'zod'
import { MAX_LINES, MAX_QUERY_LENGTH } from '@/lib/contract/log'
import { RequestFailure } from '../../request-failure'
import type { InTurn } from '../log-turns'
import type { Run } from '../run'
import { searchLog } from './search'

/** What is read of a run. */
interface LinesSource {
  lines: Pick<Run['lines'], 'window' | 'stretches'>
}

/** No answer takes longer; whoever asked has left long ago. */
const SEARCH_TIMEOUT_MS = 60_000
const NO_STORE = { 'cache-control': 'no-store, no-transform' }

const line = z.coerce.number().int().nonnegative()
const windowQuery = z.object({ from: line.optional(), count: line.max(MAX_LINES) })
const searchQuery = z.object({
  q: z.string().min(1).max(MAX_QUERY_LENGTH),
  from: line.default(0),
  to: line.default(Number.MAX_SAFE_INTEGER),
})

/** `?from=N&count=M`: a window; without `from` the last lines. */
export async function linesResponse(
  run: LinesSource,
  asked: URLSearchParams,
  inTurn: InTurn,
): Promise<Response> {
  const { from, count } = parseQuery(windowQuery, asked)
  return Response.json(await inTurn(() => run.lines.window(from, count)), { headers: NO_STORE })
}

/** `?q=TEXT`: the lines that hold it, each piece a line of JSON. */
export function searchResponse(run: LinesSource, asked: URLSearchParams, inTurn: InTurn): Response {
  const { q, from, to } = parseQuery(searchQuery, asked)
  return ndjsonResponse(searchLog(run.lines, { query: q, from, to }), inTurn)
}

function parseQuery<T>(schema: z.ZodType<T>, asked: URLSearchParams): T {
  const found = schema.safeParse(Object.fromEntries(asked))
  if (!found.success) throw new RequestFailure('bad-request')
  return found.data
}

/** A piece is made when the one before was taken, so a slow reader holds nothing up but itself. */
function ndjsonResponse(pieces: AsyncGenerator<unknown>, inTurn: InTurn): Response {
  const encoder = new TextEncoder()
  const until = Date.now() + SEARCH_TIMEOUT_MS
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await inTurn(() => pieces.next())
      if (done) return controller.close()
      if (Date.now() > until) return controller.error(new Error('late'))
      controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson', ...NO_STORE } })
}
