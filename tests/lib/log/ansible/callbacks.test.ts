/** The same playbook and ad-hoc command under several callbacks and versions of Ansible (tests/fixtures/callbacks). */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Explanation, explain } from '@/lib/diagnosis/explanation'
import { LogReducer } from '@/lib/diagnosis/log-reducer'
import { beforeRecap, recapRows } from './playbook-logs'

const FOLDER = 'tests/fixtures/callbacks'
const logs = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'))
const read = (name: string) => readFileSync(`${FOLDER}/${name}`, 'utf8')

function explained(log: string): Explanation {
  const reducer = new LogReducer()
  reducer.push(Buffer.from(log))
  reducer.end()
  return explain(reducer)
}

const withRecap = logs.filter((name) => read(name).includes('PLAY RECAP'))

describe.each(withRecap)('the playbook in %s', (name) => {
  it('has the counters of its recap from result lines alone', () => {
    const { hosts } = explained(beforeRecap(read(name)))
    const rows = recapRows(read(name))
    expect(rows).toHaveLength(4)
    for (const { host, counters } of rows) {
      const { failed = 0, rescued = 0, ...others } = counters
      expect({ host, ...hosts[host] }).toMatchObject({ host, ...others })
      expect((hosts[host]?.failed ?? 0) + (hosts[host]?.rescued ?? 0)).toBe(failed + rescued)
    }
  })
  it('agrees with its recap, and reads no output as a result', () => {
    const found = explained(read(name))
    expect(found).toMatchObject({ recapDiffers: [], outcome: 'failed', plays: 2, recaps: 1 })
    expect(found.tasks).toBe(name.startsWith('1.9') ? 10 : 12)
  })
  it('has the message of each failure', () => {
    const { failures } = explained(read(name))
    const messageOf = (host: string, task: string) =>
      failures.find((one) => one.host === host && one.task.startsWith(task))?.message ?? ''
    expect(messageOf('cp-1', 'several lines')).toContain('err: [x]')
    expect(messageOf('w-2', 'join the cluster')).toContain('second line')
    expect(messageOf('w-2', 'join the cluster')).toContain('dial tcp: lookup fails')
    expect(messageOf('w-1', 'message over lines')).toBe('first reason\nsecond reason: [x]\n\nlast')
    expect(messageOf('gone', 'ping it')).toMatch(/Connection refused|Could not resolve hostname/)
    expect(failures.filter(({ ignored }) => ignored)).toHaveLength(4)
  })
})

const withoutTasks = logs.filter((name) => /minimal|oneline/.test(name))

it.each(withoutTasks)('the playbook in %s has results without tasks', (name) => {
  const { failures, ...found } = explained(read(name))
  expect(found).toMatchObject({
    ...{ plays: 0, tasks: 0, recaps: 0, outcome: 'failed' },
    hosts: {
      'cp-1': { ok: 4, changed: 2, failed: 2, skipped: 4 },
      'w-1': { ok: 4, changed: 2, failed: 3, skipped: 3 },
      'w-2': { ok: 3, changed: 1, failed: 2, skipped: 3 },
      gone: { ok: 0, unreachable: 1 },
    },
  })
  expect(failures.at(-1)).toMatchObject({
    host: 'gone',
    message: expect.stringContaining('Connection refused'),
  })
  expect(failures.at(-2)?.message).toBe('first reason\nsecond reason: [x]\n\nlast')
})

it.each(logs.filter((name) => name.includes('ad-hoc')))('the ad-hoc command in %s', (name) => {
  const found = explained(read(name))
  const line =
    read(name)
      .split('\n')
      .findIndex((text) => text.startsWith('w-1 | FAILED')) + 1
  expect(found).toMatchObject({
    ...{ plays: 0, tasks: 0, recaps: 0, outcome: 'failed' },
    hosts: {
      'cp-1': { ok: 1, failed: 0 },
      'w-1': { ok: 0, failed: 1 },
      'w-2': { ok: 1, failed: 0 },
      gone: { ok: 0, unreachable: 1 },
    },
  })
  expect(found.failures.map(({ host }) => host).sort()).toEqual(['gone', 'w-1'])
  expect(found.failures.find(({ host }) => host === 'w-1')).toMatchObject({
    line,
    message: expect.stringMatching(/out\s+two/),
  })
})

it('the playbook under the dense callback has the results of its colours', () => {
  const found = explained(read('2.9-dense.txt'))
  const playbook = recapRows(read('2.9-debug.txt'))
  expect(found).toMatchObject({ plays: 2, recaps: 0, outcome: 'failed' })
  for (const { host, counters } of playbook) {
    const { unreachable, skipped } = counters
    expect({ host, ...found.hosts[host] }).toMatchObject({ host, unreachable, skipped })
  }
  const real = found.failures.filter(({ ignored }) => !ignored)
  expect(real.map(({ host, task }) => `${host} ${task}`)).toEqual([
    'w-1 task 7',
    'w-2 task 9',
    'w-1 task 10',
    'gone task 1',
  ])
})
