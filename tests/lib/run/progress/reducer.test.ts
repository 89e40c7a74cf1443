import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createParser } from '@/lib/log/ansible/parser'
import { stripAnsi } from '@/lib/log/lines'
import { createProgress, type ProgressState, reduce } from '@/lib/run/progress/reducer'

const HOSTILE_LOGS = ['nasty-2.14', 'nasty-yaml-2.14', 'nasty-hidden-skips-2.14', 'nasty-terminal-2.14']
const VERSIONS = ['2.7', '2.9', '2.14', '2.18', '2.22', ...HOSTILE_LOGS]
const sample = (version: string) =>
  readFileSync(new URL(`../../../fixtures/ansible-output/${version}.txt`, import.meta.url), 'utf8')

function read(log: string): ProgressState {
  const state = createProgress()
  const parser = createParser((event) => reduce(state, event))
  parser.push(Buffer.from(log))
  parser.end()
  return state
}

/** The rows of a log's recap, parsed independently of the product. */
const rows = (log: string) =>
  [...stripAnsi(log).matchAll(/^(\S+)\s+: (ok=.*)$/gm)].map(([, host = '', words = '']) => ({
    host,
    counters: Object.fromEntries(
      words
        .trim()
        .split(/\s+/)
        .map((word) => [word.split('=')[0], Number(word.split('=')[1])]),
    ),
  }))

describe('the progress of whole runs', () => {
  it.each(VERSIONS)('has the counters of the recap of %s, without a reported difference', (version) => {
    const log = sample(version)
    const { view } = read(log)
    expect(rows(log).length).toBeGreaterThan(1)
    for (const { host, counters } of rows(log)) expect(view.hosts[host]?.counters).toMatchObject(counters)
    expect(view.recapDiffers).toEqual([])
  })
  it.each(VERSIONS)('has the counters of %s from result lines alone', (version) => {
    const log = sample(version)
    const { view } = read(log.slice(0, log.indexOf('PLAY RECAP')))
    for (const { host, counters } of rows(log)) {
      const { failed = 0, rescued = 0, skipped = 0, ...otherCounters } = view.hosts[host]?.counters ?? {}
      const {
        failed: recapFailed,
        rescued: recapRescued = 0,
        skipped: recapSkipped = skipped,
        ...recap
      } = counters
      expect(skipped).toBe(version.includes('hidden') ? 0 : recapSkipped)
      expect({ ...otherCounters, failures: failed + rescued }).toMatchObject({
        ...recap,
        failures: (recapFailed ?? 0) + recapRescued,
      })
    }
  })
})

const RECAP = 'PLAY RECAP ****\n'
const START = 'PLAY [all] ****\n'
const counters = (log: string, host = 'h') => read(log).view.hosts[host]?.counters

describe('a loop', () => {
  const failing = 'TASK [t] ****\nchanged: [h] => (item=a)\nfailed: [h] (item=b) => {"msg": "bad"}\n'
  it('fails once, although it prints no summary line', () => {
    expect(counters(START + failing)).toMatchObject({ ok: 0, changed: 0, failed: 1 })
  })
  it('reports all failed iterations as one failure', () => {
    const { failures } = read(`${START}${failing}failed: [h] (item=c) => {"msg": "worse"}\n`).view
    expect(failures).toMatchObject([
      { host: 'h', task: 't', line: 4, message: '(item=b) bad\n(item=c) worse' },
    ])
  })
  it('counts as ok and changed when ignored', () => {
    expect(counters(`${START}${failing}...ignoring\n`)).toMatchObject({
      ok: 1,
      changed: 1,
      failed: 0,
      ignored: 1,
    })
  })
  it('is skipped once if all its iterations are, with or without a summary line', () => {
    const items = 'TASK [t] ****\nskipping: [h] => (item=a) \nskipping: [h] => (item=b) \n'
    expect(counters(START + items)?.skipped).toBe(1)
    expect(counters(`${START}${items}skipping: [h]\n`)?.skipped).toBe(1)
  })
  it('is ok if only some iterations are skipped', () => {
    const items =
      'TASK [t] ****\nskipping: [h] => (item=a) \nok: [h] => (item=b)\nskipping: [h] => (item=c) \n'
    expect(counters(START + items)).toMatchObject({ ok: 1, skipped: 0 })
  })
  it('gets its own `...ignoring` among those of other hosts', () => {
    const log = `${START}TASK [t] ****
failed: [a] (item=1) => {}
failed: [b] (item=1) => {}
failed: [a] (item=2) => {}
ok: [c] => (item=1)
ok: [b] => (item=2)
...ignoring
failed: [a] (item=3) => {}
ok: [c] => (item=2)
...ignoring
`
    expect(counters(log, 'a')).toMatchObject({ ignored: 1, failed: 0 })
    expect(counters(log, 'b')).toMatchObject({ ignored: 1, failed: 0 })
    expect(counters(log, 'c')).toMatchObject({ ok: 1, ignored: 0 })
  })
  it('loses a wrongly assigned `...ignoring` when it continues', () => {
    const log = `${START}TASK [t] ****
failed: [a] (item=1) => {}
failed: [b] (item=1) => {}
ok: [c] => (item=1)
...ignoring
failed: [a] (item=2) => {}
...ignoring
`
    expect(counters(log, 'a')).toMatchObject({ ignored: 1, failed: 0 })
    expect(counters(log, 'b')).toMatchObject({ ignored: 1, failed: 0 })
  })
})

describe('a failure', () => {
  const failed = 'TASK [one] ****\nfatal: [h]: FAILED! => {"msg": "no"}\n'
  it('is rescued if its host continues', () => {
    const { view } = read(`${START}${failed}\nTASK [two] ****\nok: [h]\n`)
    expect(view.failures).toMatchObject([{ rescued: true, ignored: false }])
    expect(view.hosts.h).toMatchObject({
      state: 'ok',
      task: 'two',
      counters: { rescued: 1, failed: 0, ok: 1 },
    })
  })
  it('is not rescued if the recap counts it as failed, as after an `always` section', () => {
    const row = 'h : ok=1 changed=0 unreachable=0 failed=1 skipped=0 rescued=0 ignored=0\n'
    const { view } = read(`${START}${failed}\nTASK [two] ****\nok: [h]\n${RECAP}${row}`)
    expect(view.failures).toMatchObject([{ rescued: false }])
    expect(view.hosts.h?.counters).toMatchObject({ failed: 1, rescued: 0 })
    expect(view.recapDiffers).toEqual([])
  })
  it('counts in its task as well', () => {
    const { view } = read(`${START}${failed}ok: [i]\nfatal: [j]: UNREACHABLE! => {}\n`)
    expect(view.plays[0]?.tasks).toEqual([
      { name: 'one', line: 2, ok: 1, changed: 0, skipped: 0, failed: 2, ignored: 0 },
    ])
    expect(view.hosts.j?.state).toBe('unreachable')
  })
})

describe('a retry', () => {
  const retry = 'FAILED - RETRYING: [h]: wait (2 retries left).\n'
  it('is reported until its host has a result', () => {
    expect(read(START + retry).view).toMatchObject({
      retrying: { host: 'h', task: 'wait', retriesLeft: 2 },
      hosts: { h: { state: 'retrying', task: 'wait' } },
    })
    const { view } = read(`${START}${retry}\nTASK [role : wait] ****\nok: [h]\n`)
    expect(view).not.toHaveProperty('retrying')
    expect(view.hosts.h?.state).toBe('ok')
  })
  it('survives the banner of its own task, which comes late if skips are hidden', () => {
    expect(read(`${START}${retry}\nTASK [role : wait] ****\n`).view.retrying).toBeDefined()
    expect(read(`${START}${retry}\nTASK [other] ****\n`).view.retrying).toBeUndefined()
  })
})

describe('several playbook runs in one log', () => {
  const row = 'h : ok=1 changed=0 unreachable=0 failed=0 skipped=0 rescued=0 ignored=0\n'
  const run = `${START}TASK [t] ****\nok: [h]\n${RECAP}${row}\n`
  it('add up', () => {
    const { view } = read(`${run}installer says hello\n${run}`)
    expect(view.hosts.h?.counters.ok).toBe(2)
    expect(view.plays).toHaveLength(2)
    expect(view.recapDiffers).toEqual([])
  })
  it('add up after an interrupted one', () => {
    const interrupted = `${START}TASK [t] ****\nok: [h]\n [ERROR]: User interrupted execution\n`
    const { view } = read(interrupted + run)
    expect(view.hosts.h?.counters.ok).toBe(2)
    expect(view.recapDiffers).toEqual([])
  })
  it('use the counters of the recap, and report a difference', () => {
    const { view } = read(`${START}TASK [t] ****\nok: [h]\n${RECAP}${row.replace('ok=1', 'ok=7')}`)
    expect(view.recapDiffers).toEqual(['h'])
    expect(view.hosts.h?.counters.ok).toBe(7)
  })
})
