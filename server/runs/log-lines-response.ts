/** Answers about a run's log by line numbers, over HTTP. */
import { z } from 'zod'
import { LONGEST_QUERY, MOST_LINES } from '@/lib/contract/log'
import { RequestFailure } from '../request-failure'
import type { InTurn } from './log-turns'
import type { Run } from './run'
import { searchLog } from './search-log'

/** What is read of a run. */
interface Lined {
  lines: Pick<Run['lines'], 'window' | 'stretches'>
}

/** No answer takes longer; whoever asked has left long ago. */
const LOOK_THROUGH_MS = 60_000
const NEVER_KEPT = { 'cache-control': 'no-store, no-transform' }

const line = z.coerce.number().int().nonnegative()
const windowWanted = z.object({ from: line.optional(), count: line.max(MOST_LINES) })
const searchWanted = z.object({
  q: z.string().min(1).max(LONGEST_QUERY),
  from: line.default(0),
  to: line.default(Number.MAX_SAFE_INTEGER),
})

/** `?from=N&count=M`: a window; without `from` the last lines. */
export async function linesResponse(run: Lined, asked: URLSearchParams, inTurn: InTurn): Promise<Response> {
  const { from, count } = parsed(windowWanted, asked)
  return Response.json(await inTurn(() => run.lines.window(from, count)), { headers: NEVER_KEPT })
}

/** `?q=TEXT`: the lines that hold it, each piece a line of JSON. */
export function searchResponse(run: Lined, asked: URLSearchParams, inTurn: InTurn): Response {
  const { q, from, to } = parsed(searchWanted, asked)
  return streamed(searchLog(run.lines, { query: q, from, to }), inTurn)
}

function parsed<T>(schema: z.ZodType<T>, asked: URLSearchParams): T {
  const found = schema.safeParse(Object.fromEntries(asked))
  if (!found.success) throw new RequestFailure('bad-request')
  return found.data
}

/** A piece is made when the one before was taken, so a slow reader holds nothing up but itself. */
function streamed(pieces: AsyncGenerator<unknown>, inTurn: InTurn): Response {
  const encoder = new TextEncoder()
  const until = Date.now() + LOOK_THROUGH_MS
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
  return new Response(body, { headers: { 'content-type': 'application/x-ndjson', ...NEVER_KEPT } })
}
