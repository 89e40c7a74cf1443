import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { asksForPage, DocumentResponse } from '@/server/pages/document-response'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

type Answer = (response: DocumentResponse) => void

/** A server whose answers come in pieces, as Next's do. */
async function answering(answer: Answer): Promise<string> {
  const http: Server = createServer({ ServerResponse: DocumentResponse }, (request, response) => {
    if (!(response instanceof DocumentResponse)) throw new Error('not ours')
    if (asksForPage(request)) response.hold(request)
    answer(response)
  })
  server = http
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

const inPieces: Answer = (response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.writeHead(404, { 'x-one': 'a', 'set-cookie': ['b=1', 'c=2'] })
  response.flushHeaders()
  response.write('<p>你好</p><script src="/a.js" as')
  response.write(Buffer.from('ync=""></script>'), () => response.end('</body>'))
}

it.each(['br', 'gzip', 'identity'])('sends a page whole, once it is written: %s', async (encoding) => {
  const address = await answering(inPieces)
  const answer = await fetch(address, { headers: { accept: 'text/html', 'accept-encoding': encoding } })
  expect(await answer.text()).toBe(
    '<p>你好</p><script src="/after-paint.js" defer data-scripts="/a.js"></script></body>',
  )
  expect(answer.status).toBe(404)
  expect(answer.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding)
  expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(0)
  expect(answer.headers.get('x-one')).toBe('a')
  expect(answer.headers.getSetCookie()).toEqual(['b=1', 'c=2'])
})

it('sends what is no page as it comes', async () => {
  const address = await answering(inPieces)
  for (const path of ['/api/x', '/_next/x']) {
    const answer = await fetch(address + path, { headers: { accept: 'text/html' } })
    expect(await answer.text()).toContain('<script src="/a.js" async="">')
    expect(answer.headers.get('transfer-encoding')).toBe('chunked')
  }
})

it('sends a page without a body', async () => {
  const address = await answering((response) => response.writeHead(307, { location: '/there' }).end())
  const answer = await fetch(address, { headers: { accept: 'text/html' }, redirect: 'manual' })
  expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([307, '/there', ''])
})
