/** HTTP responses with lines of a run's log: windows and search results. */
import { z } from 'zod'
import { MAX_LINES, MAX_QUERY_LENGTH } from '@/lib/contract/log'
import { RequestFailure } from '../../request-failure'
import type { Run } from '../run'
import type { RunInTurn } from './log-turns'
import { searchLog } from './search'

interface LinesSource {
  redactedLines: Pick<Run['redactedLines'], 'window' | 'chunks'>
}

/** Ends a search that a client has most likely abandoned. */
const SEARCH_TIMEOUT_MS = 60_000
const NO_STORE = { 'cache-control': 'no-store, no-transform' }

const line = z.coerce.number().int().nonnegative()
const windowQuery = z.object({ from: line.optional(), count: line.max(MAX_LINES) })
const searchQuery = z.object({
  q: z.string().min(1).max(MAX_QUERY_LENGTH),
  from: line.default(0),
  to: line.default(Number.MAX_SAFE_INTEGER),
})

/** `?from=N&count=M`: a window of lines; without `from`, the last lines. Throws `bad-request`. */
export async function linesResponse(
  run: LinesSource,
  params: URLSearchParams,
  inTurn: RunInTurn,
): Promise<Response> {
  const { from, count } = parseQuery(windowQuery, params)
  return Response.json(await inTurn(() => run.redactedLines.window(from, count)), { headers: NO_STORE })
}

/** `?q=TEXT`: the numbers of the lines that contain the text, as NDJSON. Throws `bad-request`. */
export function searchResponse(run: LinesSource, params: URLSearchParams, inTurn: RunInTurn): Response {
  const { q, from, to } = parseQuery(searchQuery, params)
  return ndjsonResponse(searchLog(run.redactedLines, { query: q, from, to }), inTurn)
}

function parseQuery<T>(schema: z.ZodType<T>, params: URLSearchParams): T {
  const result = schema.safeParse(Object.fromEntries(params))
  if (!result.success) throw new RequestFailure('bad-request')
  return result.data
}

/** Produces each chunk on demand, so that a slow reader delays only itself. */
function ndjsonResponse(chunks: AsyncGenerator<unknown>, inTurn: RunInTurn): Response {
  const encoder = new TextEncoder()
  const deadline = Date.now() + SEARCH_TIMEOUT_MS
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await inTurn(() => chunks.next())
      if (done) return controller.close()
      if (Date.now() > deadline) return controller.error(new Error('late'))
      controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson', ...NO_STORE } })
}
