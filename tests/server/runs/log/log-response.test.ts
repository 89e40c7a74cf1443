import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logResponse } from '@/server/runs/log/log-response'
import { RedactedLog } from '@/server/runs/log/redacted-log'
import { RunLog } from '@/server/runs/log/run-log'
import { RunStore } from '@/server/runs/run-store'
import { testVault } from '../../clusters/drafts'

let folder: string
let log: RunLog
/** Longer than one chunk, with different neighbouring bytes. */
const BYTES = Buffer.from(Array.from({ length: 700_001 }, (_, at) => (at * 7 + (at >> 8)) & 255))
const SECRET = 'correct horse battery staple'
/** Offsets of the secret, also across chunk boundaries. */
const OFFSETS = [100, 262_144 - 9, 524_288 - 1]
for (const offset of OFFSETS) BYTES.write(SECRET, offset)
const REDACTED = Buffer.from(BYTES)
for (const offset of OFFSETS) REDACTED.fill('*', offset, offset + SECRET.length)

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'log-response-'))
  log = await RunLog.open(await new RunStore(folder, testVault).openLog('r1'))
  log.append(BYTES)
  await log.flushed()
})
afterAll(async () => {
  await log.close()
  await rm(folder, { recursive: true })
})

const run = () => ({
  id: 'r1',
  logBytes: log.bytes,
  readLog: (at: number, size: number) => log.read(at, size),
  redactedLog: new RedactedLog(log, [SECRET], () => true),
})

async function respond(range: string | null, { download = false, includeSecrets = true } = {}) {
  const response = await logResponse(run(), { range, download, includeSecrets }, (read) => read())
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes }
}

describe('the log over HTTP', () => {
  it('is whole without a range, uncached, and an attachment only on request', async () => {
    const { status, headers, bytes } = await respond(null)
    expect(status).toBe(200)
    expect(bytes.equals(BYTES)).toBe(true)
    expect(headers.get('content-length')).toBe('700001')
    expect(headers.get('accept-ranges')).toBe('bytes')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-disposition')).toBeNull()
    expect((await respond(null, { download: true })).headers.get('content-disposition')).toBe(
      'attachment; filename="taskbox-r1.log"',
    )
  })

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=0-99', 0, 100],
    ['bytes=262143-262144', 262_143, 262_145],
    ['bytes=100-', 100, 700_001],
    ['bytes=700000-', 700_000, 700_001],
    ['bytes=699990-999999999', 699_990, 700_001],
    ['bytes=-50', 699_951, 700_001],
    ['bytes=-9999999', 0, 700_001],
  ])('returns %s with its content range', async (range, start, end) => {
    const { status, headers, bytes } = await respond(range)
    expect(status).toBe(206)
    expect(headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/700001`)
    expect(headers.get('content-length')).toBe(String(end - start))
    expect(bytes.equals(BYTES.subarray(start, end))).toBe(true)
  })

  it.each([['bytes=700001-'], ['bytes=9999999-'], ['bytes=-0']])(
    'is 416 with the length for %s',
    async (range) => {
      const { status, headers } = await respond(range)
      expect(status).toBe(416)
      expect(headers.get('content-range')).toBe('bytes */700001')
    },
  )

  it.each([['bytes=5-3'], ['bytes=-'], ['bytes=a-b'], ['lines=0-5'], ['bytes=0-1,5-6'], ['0-5'], ['']])(
    'ignores the invalid range %j',
    async (range) => {
      const { status, bytes } = await respond(range)
      expect({ status, length: bytes.length }).toEqual({ status: 200, length: 700_001 })
    },
  )

  it('replaces secrets by stars at the same offsets unless they are requested', async () => {
    const whole = await respond(null, { includeSecrets: false })
    expect(whole.bytes.equals(REDACTED)).toBe(true)
    expect(whole.headers.get('content-length')).toBe('700001')
    for (const [start, end] of [
      [105, 106],
      [110, 300_000],
      [262_140, 262_149],
      [524_288, 524_300],
    ] as const) {
      const { bytes } = await respond(`bytes=${start}-${end - 1}`, { includeSecrets: false })
      expect(bytes.equals(REDACTED.subarray(start, end)), `${start}`).toBe(true)
    }
  })
})
