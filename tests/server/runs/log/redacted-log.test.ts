import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PrintedSecrets } from '@/lib/secrets/printed-secrets'
import { RedactedLog } from '@/server/runs/log/redacted-log'
import { RunLog } from '@/server/runs/log/run-log'
import { RunStore } from '@/server/runs/run-store'
import { testVault } from '../../clusters/drafts'

const SECRET = `s3cret "word"`
const LOG = `one ${SECRET}\nbase64 ${Buffer.from(`root:${SECRET}`).toString('base64')}\nPassword: P@88\nlogin P@88, ${JSON.stringify(SECRET)}`

let folder: string
let log: RunLog
let isComplete = false
let redactedLog: RedactedLog
let count = 0

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'redacted-log-'))
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  count += 1
  log = await RunLog.open(await new RunStore(folder, testVault).openLog(`r${count}`))
  isComplete = false
  redactedLog = new RedactedLog(log, [SECRET], () => isComplete)
  return () => log.close()
})

async function write(text: string): Promise<void> {
  log.append(Buffer.from(text))
  await log.flushed()
}

const read = async (from: number, length = 1_000_000) =>
  Buffer.from(await redactedLog.read(from, length)).toString()

describe('the log for browsers', () => {
  it('has stars for known and printed secrets at the same offsets', async () => {
    await write(LOG)
    isComplete = true
    const text = await read(0)
    expect(text).toHaveLength(LOG.length)
    expect(text.split('\n')[0]).toBe(`one ${'*'.repeat(SECRET.length)}`)
    expect(text).toContain('Password: ****\nlogin ****, "*')
    for (const secret of [SECRET, 'P@88', 's3cret', Buffer.from(SECRET).toString('base64').slice(0, -4)])
      expect(text).not.toContain(secret)
  })

  it('is the same for reads of any size', async () => {
    await write(LOG)
    isComplete = true
    const whole = await read(0)
    for (const size of [1, 2, 3, 5, 8, 13]) {
      let text = ''
      while (text.length < LOG.length) text += await read(text.length, size)
      expect(text).toBe(whole)
    }
  })

  it('hides an incomplete secret, and shows all text before it', async () => {
    let text = ''
    for (const byte of LOG) {
      await write(byte)
      text += await read(text.length)
      expect(await redactedLog.length()).toBe(text.length)
    }
    isComplete = true
    text += await read(text.length)
    expect(text).toBe(await read(0))
    expect(text).not.toMatch(/s3c|P@8/)
  })

  it('delays an incomplete printed password until the run has ended', async () => {
    await write('Account: admin\nPassword: P@')
    expect(await read(0)).toBe('Account: admin\nPassword: ')
    isComplete = true
    expect(await read(0)).toBe('Account: admin\nPassword: P@')
  })

  it('is empty beyond its end', async () => {
    await write('abc')
    expect(await read(3)).toBe('')
    expect(await read(Number.MAX_SAFE_INTEGER)).toBe('')
  })
})

it('does not leak a secret that completes during a read', async () => {
  const text = Buffer.from('Account: admin\nPassword: P@88w0rdX9')
  const printed = new PrintedSecrets()
  printed.push(text)
  const growing = {
    bytes: text.length,
    reducer: { bytes: text.length, printed },
    read: async (offset: number, length: number) => {
      printed.push(Buffer.from('\n'))
      growing.reducer.bytes += 1
      return text.subarray(offset, offset + length)
    },
  }
  const redactedLog = new RedactedLog(growing, [], () => false)
  expect(Buffer.from(await redactedLog.read(0, 1000)).toString()).toBe('Account: admin\nPassword: ')
})
