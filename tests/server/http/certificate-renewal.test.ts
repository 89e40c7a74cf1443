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

/** One that was made then. */
async function madeBefore(days: number): Promise<Certificate> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - days * DAY_MS })
  try {
    return await selfSignedCertificate(folder, '127.0.0.1', testVault)
  } finally {
    vi.useRealTimers()
  }
}

/** The certificate that a new connection is shown. */
const shown = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256)
      socket.destroy()
    })
    socket.on('error', reject)
  })

/** A server that looks after its certificate every few milliseconds. */
async function serving(first: Certificate, told: (error: unknown, renewed?: Certificate) => void) {
  const made = createListener(first)
  server = made
  if (!(made instanceof HttpsServer)) throw new Error('no TLS')
  stop = scheduleRenewal(made, first, () => selfSignedCertificate(folder, '127.0.0.1', testVault), told, 20)
  return listen(made, '127.0.0.1', 0)
}

it('renews a certificate of its own before it runs out, once, and keeps it', async () => {
  const first = await madeBefore(370)
  const renewed: string[] = []
  const port = await serving(first, (_, certificate) => certificate && renewed.push(fingerprint(certificate)))
  await expect.poll(() => renewed.length).toBe(1)
  expect(renewed[0]).not.toBe(fingerprint(first))
  expect(await shown(port)).toBe(renewed[0])
  expect(fingerprint(await selfSignedCertificate(folder, '127.0.0.1', testVault))).toBe(renewed[0])
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(renewed).toHaveLength(1)
})

it('leaves one alone that is good for long enough', async () => {
  const first = await madeBefore(300)
  const told = vi.fn()
  const port = await serving(first, told)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(told).not.toHaveBeenCalled()
  expect(await shown(port)).toBe(fingerprint(first))
})

it('says what keeps it from renewing, and serves on', async () => {
  const first = await madeBefore(370)
  const errors: unknown[] = []
  const made = createListener(first)
  server = made
  if (!(made instanceof HttpsServer)) throw new Error('no TLS')
  const broken = () => Promise.reject(new Error('disk full'))
  stop = scheduleRenewal(made, first, broken, (error) => errors.push(error), 20)
  const port = await listen(made, '127.0.0.1', 0)
  await expect.poll(() => errors.length).toBeGreaterThan(1)
  expect(await shown(port)).toBe(fingerprint(first))
})
