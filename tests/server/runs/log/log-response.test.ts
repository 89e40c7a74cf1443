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
/** Longer than what is read at once, and no byte like its neighbours. */
const BYTES = Buffer.from(Array.from({ length: 700_001 }, (_, at) => (at * 7 + (at >> 8)) & 255))
const SECRET = 'correct horse battery staple'
/** Where pieces end, and so where a secret is cut in two. */
const PLACES = [100, 262_144 - 9, 524_288 - 1]
for (const place of PLACES) BYTES.write(SECRET, place)
const SHOWN = Buffer.from(BYTES)
for (const place of PLACES) SHOWN.fill('*', place, place + SECRET.length)

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
  shown: new RedactedLog(log, [SECRET], () => true),
})

async function asked(range: string | null, { keep = false, secrets = true } = {}) {
  const response = await logResponse(run(), { range, keep, secrets }, (read) => read())
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes }
}

describe('the log over HTTP', () => {
  it('is whole without a range, byte for byte, never cached, and kept only where that was asked', async () => {
    const { status, headers, bytes } = await asked(null)
    expect(status).toBe(200)
    expect(bytes.equals(BYTES)).toBe(true)
    expect(headers.get('content-length')).toBe('700001')
    expect(headers.get('accept-ranges')).toBe('bytes')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-disposition')).toBeNull()
    expect((await asked(null, { keep: true })).headers.get('content-disposition')).toBe(
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
  ])('gives %s and says which bytes they are', async (range, start, end) => {
    const { status, headers, bytes } = await asked(range)
    expect(status).toBe(206)
    expect(headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/700001`)
    expect(headers.get('content-length')).toBe(String(end - start))
    expect(bytes.equals(BYTES.subarray(start, end))).toBe(true)
  })

  it.each([['bytes=700001-'], ['bytes=9999999-'], ['bytes=-0']])(
    'has nothing for %s, and says how long it is',
    async (range) => {
      const { status, headers } = await asked(range)
      expect(status).toBe(416)
      expect(headers.get('content-range')).toBe('bytes */700001')
    },
  )

  it.each([['bytes=5-3'], ['bytes=-'], ['bytes=a-b'], ['lines=0-5'], ['bytes=0-1,5-6'], ['0-5'], ['']])(
    'passes over %j, which is no range that it knows',
    async (range) => {
      const { status, bytes } = await asked(range)
      expect({ status, length: bytes.length }).toEqual({ status: 200, length: 700_001 })
    },
  )

  it('shows stars for secrets unless it was asked for them, at the same offsets', async () => {
    const whole = await asked(null, { secrets: false })
    expect(whole.bytes.equals(SHOWN)).toBe(true)
    expect(whole.headers.get('content-length')).toBe('700001')
    for (const [start, end] of [
      [105, 106],
      [110, 300_000],
      [262_140, 262_149],
      [524_288, 524_300],
    ] as const) {
      const { bytes } = await asked(`bytes=${start}-${end - 1}`, { secrets: false })
      expect(bytes.equals(SHOWN.subarray(start, end)), `${start}`).toBe(true)
    }
  })
})
