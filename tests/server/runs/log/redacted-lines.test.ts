import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renderTerminalLine } from '@/lib/log/terminal-line'
import { linesResponse, searchResponse } from '@/server/runs/log/lines-response'
import type { RunInTurn } from '@/server/runs/log/log-turns'
import { RedactedLines } from '@/server/runs/log/redacted-lines'
import { RedactedLog } from '@/server/runs/log/redacted-log'
import { RunLog } from '@/server/runs/log/run-log'
import { searchLog } from '@/server/runs/log/search'
import { RunStore } from '@/server/runs/run-store'
import { testVault } from '../../clusters/drafts'

const SECRET = 'correct horse battery'
const recordedLog = readFileSync('tests/fixtures/playbook-logs/loops.txt', 'utf8')

let folder: string
let log: RunLog
let isComplete = true
let lines: RedactedLines
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'redacted-lines-'))
  log = await RunLog.open(await new RunStore(folder, testVault).openLog('r1'))
  isComplete = true
  lines = new RedactedLines(new RedactedLog(log, [SECRET], () => isComplete), log.reducer)
})
afterEach(async () => {
  await log.close()
  await rm(folder, { recursive: true })
})

async function write(text: string | Buffer): Promise<void> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += 100_000) log.append(bytes.subarray(at, at + 100_000))
  await log.flushed()
}

async function search(query: string, from = 0, to = Number.MAX_SAFE_INTEGER): Promise<number[]> {
  const all: number[] = []
  for await (const chunk of searchLog(lines, { query, from, to })) all.push(...chunk.lines)
  return all
}

describe('lines by number', () => {
  const text = Array.from({ length: 30_000 }, (_, at) => `line ${at} ${'x'.repeat(at % 50)}`)

  it('are those of the log in every window, up to its end', async () => {
    await write(`${text.join('\n')}\nPassword? `)
    for (const [from, count] of [
      [0, 10],
      [255, 3],
      [12_345, 700],
      [29_990, 100],
    ] as const) {
      const window = await lines.window(from, count)
      expect(window.lines, `${from}`).toEqual(text.slice(from, from + count))
      expect(window.from).toBe(from)
    }
    const last = await lines.window(undefined, 5)
    expect(last.lines).toEqual(text.slice(-5))
    expect(last.end).toEqual({ lines: 30_000, offset: log.bytes - 'Password? '.length })
    expect((await lines.window(99_999, 5)).lines).toEqual([])
  })

  it('are counted as they arrive, without the delayed end', async () => {
    await write('one\ntwo\n')
    expect((await lines.window(0, 9)).lines).toEqual(['one', 'two'])
    isComplete = false
    await write(`three\nbefore ${SECRET.slice(0, 8)}`)
    expect((await lines.window(0, 9)).lines).toEqual(['one', 'two', 'three'])
    await write(`${SECRET.slice(8)}\nfour\n`)
    expect((await lines.window(0, 9)).lines.slice(3)).toEqual(['before *********************', 'four'])
    expect((await lines.window(0, 9)).end).toEqual({ lines: 5, offset: log.bytes })
  })

  it('carry the colours that were set before them', async () => {
    await write(`${'a\n'.repeat(700)}\u001b[0;31mred\nstill\n\u001b[0mno longer\n`)
    expect((await lines.window(701, 1)).colours).toBe('\u001b[0;31m')
    expect((await lines.window(703, 1)).colours).toBe('')
  })

  it('are truncated if very long, and later lines keep their numbers', async () => {
    await write(`first\n${'z'.repeat(3_000_000)}\nlast\n`)
    const window = await lines.window(0, 9)
    expect(window.lines.map(({ length }) => length)).toEqual([5, 16_384, 4])
    expect(await search('last')).toEqual([2])
  })
})

describe('a search in the log', () => {
  it('finds each line once, ignoring case, colours and rewritten text', async () => {
    await write('x\n\u001b[31mfa\u001b[0mtal: x fatal\r\nFATAL\rother\nFatal\n10 %\r20 %\r\nfat\bhalf\nfatal')
    expect(await search('fatal')).toEqual([1, 3])
    expect(await search('20 %')).toEqual([4])
    expect(await search('other')).toEqual([2])
    expect(await search('10 %')).toEqual([])
  })

  it('agrees with a scan of every line, in any range', async () => {
    const text = recordedLog.repeat(60)
    await write(text)
    const all = text.split('\n').map((line) => renderTerminalLine(line).toLowerCase())
    const expected = all.flatMap((line, at) => (line.includes('ok: [') ? [at] : []))
    expect(expected.length).toBeGreaterThan(1000)
    expect(await search('OK: [')).toEqual(expected)
    expect(await search('ok: [', 1000, 3000)).toEqual(expected.filter((at) => at >= 1000 && at < 3000))
  })

  it('does not find a secret, only its stars', async () => {
    await write(`the ${SECRET} is out\n`)
    expect(await search('horse')).toEqual([])
    expect(await search('the *****')).toEqual([0])
  })
})

describe("a log's outline", () => {
  const text = ['PLAY [all] ***', 'TASK [one] ***', 'ok: [a]', `changed: [at ${SECRET} home]`, ''].join('\n')
  const masked = {
    at: 0,
    hosts: ['a', `at ${'*'.repeat(SECRET.length)} home`],
    line: [0, 1, 2, 3],
    lines: [1, 1, 1, 1],
    host: [-1, -1, 0, 1],
    kind: ['play', 'task', 'ok', 'changed'],
  }

  it('redacts host names, and starts at any entry', async () => {
    await write(text)
    expect(lines.outline(0)).toEqual(masked)
    expect(lines.outline(3)).toMatchObject({ at: 3, line: [3], kind: ['changed'] })
    expect(lines.outline(4).kind).toEqual([])
    expect(lines.outlineLength).toBe(4)
  })

  it('is the same after a restart of the server', async () => {
    await write(text)
    await log.close()
    log = await RunLog.open(await new RunStore(folder, testVault).openLog('r1'))
    lines = new RedactedLines(new RedactedLog(log, [SECRET], () => true), log.reducer)
    expect(lines.outline(0)).toEqual(masked)
  })
})

describe('the HTTP response', () => {
  const inTurn: RunInTurn = (read) => read()
  const run = () => ({ redactedLines: lines })
  const params = (text: string) => new URLSearchParams(text)

  it('is JSON or NDJSON, and never cached', async () => {
    await write('one\ntwo\n')
    const window = await linesResponse(run(), params('from=1&count=5'), inTurn)
    expect(await window.json()).toMatchObject({ from: 1, lines: ['two'] })
    expect(window.headers.get('cache-control')).toMatch(/no-store/)
    const chunks = (await searchResponse(run(), params('q=TWO'), inTurn).text()).trim().split('\n')
    expect(chunks.map((line) => JSON.parse(line))).toEqual([{ through: 2, lines: [1] }])
  })

  it.each(['count=100000', 'from=-1&count=5', 'from=x&count=5', ''])(
    'is bad-request for %j',
    async (text) => {
      await expect(linesResponse(run(), params(text), inTurn)).rejects.toThrow('bad-request')
    },
  )

  it('is bad-request for an empty or very long query', () => {
    for (const text of ['', 'q=', `q=${'x'.repeat(500)}`])
      expect(() => searchResponse(run(), params(text), inTurn)).toThrow('bad-request')
  })
})
