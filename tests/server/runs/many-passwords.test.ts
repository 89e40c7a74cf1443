/** Regression: a host that printed very many `Password:` lines blocked the server, since each became a secret to mask. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PrintedSecrets } from '@/lib/secrets/printed-secrets'
import { copyRedacted } from '@/server/runs/log/copy-redacted'
import { openLogCopy } from '@/server/runs/log/log-copy'
import { RedactedLog } from '@/server/runs/log/redacted-log'
import { RunLogReducer } from '@/server/runs/log/run-log'
import { testVault } from '../clusters/drafts'

/** CPU seconds of this process. */
const MAX_CPU_S = 5
const CHUNK_LINES = 10

const passwords = Array.from({ length: 3_000 }, (_, index) => `x${index}-${(index * 7919).toString(36)}-pw`)
const LINES: Record<string, (password: string) => string> = {
  'in lines of their own': (password) => `Password: ${password}\n`,
  'in the JSON of a failed task': (password) =>
    `fatal: [n]: FAILED! => {"stdout": "Account: admin\\nPassword: ${password}\\n密码", "rc": 1}\r\n`,
}
const cases = Object.entries(LINES)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'many-passwords-'))
})
afterAll(() => rm(folder, { recursive: true }))

function logOf(reducer: RunLogReducer) {
  const log = {
    bytes: 0,
    text: Buffer.alloc(0),
    reducer,
    read: async (offset: number, length: number) => log.text.subarray(offset, offset + length),
    append(chunk: Buffer) {
      log.text = Buffer.concat([log.text, chunk])
      log.bytes = log.text.length
      reducer.push(chunk)
    },
  }
  return log
}

it.each(cases)('a followed log is redacted quickly: %s', async (_, line) => {
  const cpuBefore = process.cpuUsage()
  const log = logOf(new RunLogReducer())
  const redactedLog = new RedactedLog(log, [], () => false)
  let text = ''
  for (let at = 0; at < passwords.length; at += CHUNK_LINES) {
    log.append(
      Buffer.from(
        passwords
          .slice(at, at + CHUNK_LINES)
          .map(line)
          .join(''),
      ),
    )
    text += Buffer.from(await redactedLog.read(Buffer.byteLength(text), 1_000_000)).toString()
  }
  const { user, system } = process.cpuUsage(cpuBefore)
  expect((user + system) / 1e6).toBeLessThan(MAX_CPU_S)
  expect(passwords.filter((password) => text.includes(password))).toEqual([])
  expect(text).toHaveLength(log.text.toString().length)
  expect(text.match(/Password: \*+/g)).toHaveLength(passwords.length)
  const last = passwords.at(-1) ?? ''
  expect(redactedLog.redactText(`Account: admin\nPassword: ${last}\nNote`)).toBe(
    `Account: admin\nPassword: ${'*'.repeat(last.length)}\nNote`,
  )
})

it.each(cases)('a log copy is redacted: %s', async (_, line) => {
  const [from, to] = await Promise.all(
    ['from', 'to'].map((name) => openLogCopy(path.join(folder, `${name} ${_}`), testVault)),
  )
  if (!from || !to) throw new Error('no copies')
  await from.write(Buffer.from(passwords.map(line).join('')), 0)
  await copyRedacted(from, to, [])
  const text = Buffer.from(await to.read(0, 1_000_000)).toString()
  expect(passwords.filter((password) => text.includes(password))).toEqual([])
  await Promise.all([from.close(), to.close()])
})

it('the first few printed passwords are redacted wherever they occur', () => {
  const printed = new PrintedSecrets()
  printed.push(Buffer.from(passwords.map((password) => `Password: ${password}\n`).join('')))
  expect(printed.all).toEqual(passwords.slice(0, printed.all.length))
  expect(printed.all.length).toBeLessThan(100)
})
