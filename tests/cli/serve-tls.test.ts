import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { start } from './taskbox'

let data: string

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'serve-tls-'))
})
afterAll(() => rm(data, { recursive: true }))

interface TlsResponse {
  status: number | undefined
  headers: IncomingHttpHeaders
  /** SHA-256 fingerprint of the certificate. */
  fingerprint: string
}

function get(port: string): Promise<TlsResponse> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', path: '/', rejectUnauthorized: false }
    request(options, (response) => {
      const { fingerprint256: fingerprint } = (response.socket as TLSSocket).getPeerCertificate()
      response.resume()
      resolve({ status: response.statusCode, headers: response.headers, fingerprint })
    })
      .on('error', reject)
      .end()
  })
}

/** The output of the built wizard, and its response without credentials. */
async function served(): Promise<{ printed: string; response: TlsResponse }> {
  const wizard = start(['serve', '--tls', '--port', '0', '--data', data])
  await wizard.waitForOutput(/SHA-?256/)
  const [, port = ''] = /https:\/\/127\.0\.0\.1:(\d+)\/\?token=/.exec(wizard.stderr) ?? []
  const [printed = ''] = /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/.exec(wizard.stderr) ?? []
  const response = await get(port)
  wizard.kill('SIGTERM')
  await wizard.ended
  return { printed, response }
}

it('serves TLS with a self-signed certificate, prints its fingerprint, and keeps it after a restart', async () => {
  const first = await served()
  expect(first.printed).not.toBe('')
  expect(first.response).toMatchObject({ status: 401, fingerprint: first.printed })
  expect(first.response.headers['strict-transport-security']).toMatch(/^max-age=\d+$/)
  expect((await served()).printed).toBe(first.printed)
})
