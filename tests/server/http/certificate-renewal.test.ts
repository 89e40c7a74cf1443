import { mkdtemp, rm } from 'node:fs/promises'
import { Server as HttpsServer } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect } from 'node:tls'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Certificate, fingerprint, selfSignedCertificate } from '@/server/http/certificate'
import { createListener, type Listener, listen, scheduleRenewal } from '@/server/http/listener'
import { testVault } from '../clusters/drafts'

const DAY_MS = 86_400_000

let folder: string
let server: Listener | undefined
let stop: (() => void) | undefined
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'renewal-'))
})
afterEach(async () => {
  stop?.()
  server?.closeAllConnections()
  server?.close()
  await rm(folder, { recursive: true })
})

/** A certificate that is `days` old. */
async function createdBefore(days: number): Promise<Certificate> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - days * DAY_MS })
  try {
    return await selfSignedCertificate(folder, '127.0.0.1', testVault)
  } finally {
    vi.useRealTimers()
  }
}

/** The fingerprint of the certificate that the server presents. */
const presentedFingerprint = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256)
      socket.destroy()
    })
    socket.on('error', reject)
  })

/** A server that checks its certificate every few milliseconds. */
async function serving(first: Certificate, onReload: (error: unknown, renewed?: Certificate) => void) {
  const listener = createListener(first)
  server = listener
  if (!(listener instanceof HttpsServer)) throw new Error('no TLS')
  stop = scheduleRenewal(
    listener,
    first,
    () => selfSignedCertificate(folder, '127.0.0.1', testVault),
    onReload,
    20,
  )
  return listen(listener, '127.0.0.1', 0)
}

it('renews a self-signed certificate before it expires, once, and stores it', async () => {
  const first = await createdBefore(370)
  const renewed: string[] = []
  const port = await serving(first, (_, certificate) => certificate && renewed.push(fingerprint(certificate)))
  await expect.poll(() => renewed.length).toBe(1)
  expect(renewed[0]).not.toBe(fingerprint(first))
  expect(await presentedFingerprint(port)).toBe(renewed[0])
  expect(fingerprint(await selfSignedCertificate(folder, '127.0.0.1', testVault))).toBe(renewed[0])
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(renewed).toHaveLength(1)
})

it('does not renew a certificate that is valid for long enough', async () => {
  const first = await createdBefore(300)
  const onReload = vi.fn()
  const port = await serving(first, onReload)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(onReload).not.toHaveBeenCalled()
  expect(await presentedFingerprint(port)).toBe(fingerprint(first))
})

it('reports a failed renewal and continues to serve', async () => {
  const first = await createdBefore(370)
  const errors: unknown[] = []
  const listener = createListener(first)
  server = listener
  if (!(listener instanceof HttpsServer)) throw new Error('no TLS')
  const broken = () => Promise.reject(new Error('disk full'))
  stop = scheduleRenewal(listener, first, broken, (error) => errors.push(error), 20)
  const port = await listen(listener, '127.0.0.1', 0)
  await expect.poll(() => errors.length).toBeGreaterThan(1)
  expect(await presentedFingerprint(port)).toBe(fingerprint(first))
})
