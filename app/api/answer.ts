/** Turns what a server function returns or throws into a response: one mapping for all route handlers. */
import type { FailureKind } from '@/lib/contract/failure'
import { toFailure } from '@/server/request-failure'
import { engine } from '@/server/seam'

const STATUS: Partial<Record<FailureKind, number>> = {
  'not-found': 404,
  'bad-request': 400,
  problems: 409,
  conflict: 409,
  internal: 500,
}

/** Runs a handler's one call; a failure becomes its closed kind as JSON, with a fitting status. */
export async function answer(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    const failure = toFailure(error, (cause) => engine().log.error({ err: cause }, 'route failed'))
    return Response.json({ ok: false, failure }, { status: STATUS[failure.kind] ?? 422 })
  }
}

/** A text as a file to keep: never cached, since it may hold secrets. */
export function download(text: string, name: string, type = 'text/plain; charset=utf-8'): Response {
  const headers = {
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  }
  return new Response(text, { headers })
}
