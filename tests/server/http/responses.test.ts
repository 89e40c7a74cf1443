import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { requestListener } from '@/server/http/request-listener'
import { sendResponse } from '@/server/http/responses'
import { createLog } from '@/server/log'

const TEXT = 'text '.repeat(1000)
let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function serving(listener: RequestListener): Promise<string> {
  const http = createServer(listener)
  server = http
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

/** A server with one response to all requests. */
async function answering(make: () => Response) {
  const log = createLog('silent')
  const error = vi.spyOn(log, 'error')
  const handler = async (...[request, response]: Parameters<RequestListener>) => {
    await sendResponse(request, response, make())
    return true
  }
  return { address: await serving(requestListener({ handle: async () => true }, [handler], log)), error }
}

it.each([
  [206, {}],
  [200, { 'cache-control': 'no-store, no-transform' }],
])('does not compress byte ranges and `no-transform` responses: %i %o', async (status, more) => {
  const headers = { 'content-length': String(TEXT.length), ...more }
  const { address } = await answering(() => new Response(TEXT, { status, headers }))
  const answer = await fetch(address, { headers: { 'accept-encoding': 'gzip, br' } })
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-encoding')).toBeNull()
  expect(answer.headers.get('content-length')).toBe(String(TEXT.length))
  expect(await answer.text()).toBe(TEXT)
})

/** An infinite body. */
function endless(cancel: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      await sleep(5)
      controller.enqueue(new Uint8Array(1000))
    },
    cancel,
  })
}

it.each(['identity', 'gzip'])('cancels the body when the client disconnects: %s', async (encoding) => {
  const cancel = vi.fn()
  const { address, error } = await answering(() => new Response(endless(cancel)))
  const disconnected = new AbortController()
  const headers = { 'accept-encoding': encoding }
  const answer = await fetch(address, { signal: disconnected.signal, headers })
  expect(answer.status).toBe(200)
  disconnected.abort()
  await vi.waitFor(() => expect(cancel).toHaveBeenCalled())
  expect(error).not.toHaveBeenCalled()
})

it('aborts the response when its body fails', async () => {
  const body = () =>
    new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('a part')),
      pull: (controller) => controller.error(new Error('unreadable')),
    })
  const { address, error } = await answering(() => new Response(body()))
  await expect(fetch(address).then((answer) => answer.text())).rejects.toThrow()
  expect(error).toHaveBeenCalledOnce()
})
