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

interface Answer {
  status: number | undefined
  headers: IncomingHttpHeaders
  /** SHA-256 of the certificate that was shown. */
  fingerprint: string
}

function get(port: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = { port, host: '127.0.0.1', path: '/', rejectUnauthorized: false }
    request(asked, (response) => {
      const { fingerprint256: fingerprint } = (response.socket as TLSSocket).getPeerCertificate()
      response.resume()
      resolve({ status: response.statusCode, headers: response.headers, fingerprint })
    })
      .on('error', reject)
      .end()
  })
}

/** What the built wizard prints, and what it answers to a stranger. */
async function served(): Promise<{ printed: string; answer: Answer }> {
  const wizard = start(['serve', '--tls', '--port', '0', '--data', data])
  await wizard.says(/SHA-?256/)
  const [, port = ''] = /https:\/\/127\.0\.0\.1:(\d+)\/\?token=/.exec(wizard.stderr) ?? []
  const [printed = ''] = /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/.exec(wizard.stderr) ?? []
  const answer = await get(port)
  wizard.kill('SIGTERM')
  await wizard.ended
  return { printed, answer }
}

it('serves over TLS with a certificate of its own, which it prints, and which is the same after a restart', async () => {
  const first = await served()
  expect(first.printed).not.toBe('')
  expect(first.answer).toMatchObject({ status: 401, fingerprint: first.printed })
  expect(first.answer.headers['strict-transport-security']).toMatch(/^max-age=\d+$/)
  expect((await served()).printed).toBe(first.printed)
})
