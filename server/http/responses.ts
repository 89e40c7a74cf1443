/** Builds web responses and sends them through Node's HTTP server. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createBrotliCompress, createGzip } from 'node:zlib'
import type { Failure, FailureKind } from '@/lib/contract/failure'
import { type Encoding, negotiateEncoding } from './encoding'

/** Every other kind is 422. */
const STATUS: Partial<Record<FailureKind, number>> = {
  'bad-request': 400,
  'not-signed-in': 403,
  'confirmation-needed': 403,
  'not-found': 404,
  problems: 409,
  conflict: 409,
  'too-many': 429,
  internal: 500,
}

/** Low quality, because each response is compressed separately: a fifth of gzip's time for 5 % more bytes. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } }
const COMPRESSORS: Record<Encoding, () => Transform> = {
  br: () => createBrotliCompress(BROTLI),
  gzip: () => createGzip(),
}

/** A text as an attachment. Never cached, because it may contain secrets. */
export function attachment(text: string, name: string, type = 'text/plain; charset=utf-8'): Response {
  return new Response(text, { headers: attachmentHeaders(name, type, 'no-store') })
}

/** An attachment of any size, which is compressed already. */
export function streamedAttachment(content: Readable, name: string, type: string): Response {
  const headers = attachmentHeaders(name, type, 'no-store, no-transform')
  const chunks = content.iterator()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => void content.destroy(),
  })
  return new Response(body, { headers })
}

const attachmentHeaders = (name: string, type: string, caching: string): Record<string, string> => ({
  'content-type': type,
  'content-disposition': `attachment; filename="${name}"`,
  'cache-control': caching,
})

/** Sends a response, compressed unless it is a byte range or `no-transform`. Rejects when the client disconnects. */
export async function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Response,
): Promise<void> {
  const isWhole = status === 200 && request.method === 'GET'
  const mayTransform = !headers.get('cache-control')?.includes('no-transform')
  const encoding = isWhole && mayTransform ? negotiateEncoding(request) : undefined
  if (encoding) {
    headers.set('content-encoding', encoding)
    headers.delete('content-length')
  }
  response.writeHead(status, Object.fromEntries(headers))
  if (body === null || request.method === 'HEAD') {
    await body?.cancel()
    response.end()
  } else if (encoding) await pipeline(body, COMPRESSORS[encoding](), response)
  else await pipeline(body, response)
}

/** Sends a failure as JSON with the status of its kind. */
export function sendFailure(response: ServerResponse, failure: Failure): void {
  response.writeHead(STATUS[failure.kind] ?? 422, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
  })
  response.end(JSON.stringify({ ok: false, failure }))
}
