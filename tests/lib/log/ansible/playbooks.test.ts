/** Compares counted results with Ansible's own recap, for the logs of about thirty playbooks run by real Ansible. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { explain } from '@/lib/diagnosis/explanation'
import { LogReducer } from '@/lib/diagnosis/log-reducer'
import type { Counters } from '@/lib/log/ansible/event'
import { realFailures } from '@/lib/run/progress/progress'
import { scaled } from '@/tests/scale'
import { beforeRecap, PLAYBOOK_LOGS, readLog, recapRows, runsOf, SAMPLE_LOGS } from './playbook-logs'

function reduced(log: string | Uint8Array): LogReducer {
  const reducer = new LogReducer()
  reducer.push(Buffer.from(log))
  reducer.end()
  return reducer
}

/** Sums the counters of all recaps in a log, by host. */
function sums(log: string): Record<string, Partial<Counters>> {
  const total: Record<string, Partial<Counters>> = {}
  for (const { host, counters } of runsOf(log).flatMap(recapRows)) {
    const sum = total[host] ?? {}
    total[host] = sum
    for (const [name, count] of Object.entries(counters) as [keyof Counters, number][])
      sum[name] = (sum[name] ?? 0) + count
  }
  return total
}

function expectLiveCounts(run: string, hidesSkips: boolean) {
  const { hosts } = reduced(beforeRecap(run)).view
  for (const { host, counters } of recapRows(run)) {
    const viewCounters = hosts[host]?.counters
    const failures = (counters.failed ?? 0) + (counters.rescued ?? 0)
    const skipped = hidesSkips ? {} : { skipped: counters.skipped }
    const { ok, changed, unreachable, ignored } = counters
    expect({
      host,
      failures: (viewCounters?.failed ?? 0) + (viewCounters?.rescued ?? 0),
      ...viewCounters,
    }).toMatchObject({
      host,
      failures,
      ok,
      changed,
      unreachable,
      ignored,
      ...skipped,
    })
  }
}

it('covers more than twenty playbooks', () => {
  expect(PLAYBOOK_LOGS.length).toBeGreaterThanOrEqual(20)
})

describe.each(PLAYBOOK_LOGS.filter((name) => !name.includes('unreadable')))('%s', (name) => {
  const log = readLog(name).toString()
  it('has the counters of its recap from result lines alone', () => {
    expect(runsOf(log).length).toBeGreaterThan(0)
    for (const run of runsOf(log)) expectLiveCounts(run, name.includes('hidden'))
  })
  it('has the counters of its recap at its end, without a reported difference', () => {
    const { view } = reduced(log)
    for (const [host, counters] of Object.entries(sums(log)))
      expect({ host, ...view.hosts[host]?.counters }).toMatchObject({ host, ...counters })
    expect(view.recapDiffers).toEqual([])
  })
  it('has the outcome of its exit statuses, and real failures if it failed', () => {
    const statuses = [...log.matchAll(/^installer: exit status (\d+)/gm)].map(([, status]) => Number(status))
    const found = explain(reduced(log))
    expect(found.outcome).toBe(statuses.some((status) => status !== 0) ? 'failed' : 'succeeded')
    if (found.outcome === 'failed') expect(realFailures(found.failures).length).toBeGreaterThan(0)
  })
})

it('reports the error of Ansible if a playbook is unreadable', () => {
  const found = explain(reduced(readLog('playbook-logs/unreadable.txt')))
  expect(found.outcome).toBe('failed')
  expect(realFailures(found.failures)).toMatchObject([
    { host: '', line: 2, message: expect.stringContaining('unable to read either as JSON nor YAML') },
  ])
})

it.concurrent.each(scaled(['free-loops'], ['free-loops', 'throttled']))(
  'has the counters of the recap in a new run of %s, whose order varies',
  async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'playbooks-'))
    try {
      const record = fileURLToPath(new URL('../../../fixtures/playbooks/record.sh', import.meta.url))
      await execa('sh', [record, '-o', folder, name], { timeout: 280_000 })
      const log = readFileSync(join(folder, `${name}.txt`), 'utf8')
      expect(runsOf(log)).toHaveLength(1)
      for (const run of runsOf(log)) expectLiveCounts(run, false)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
  300_000,
)

it('prints the outcomes of all logs as a table', () => {
  const rows = [...SAMPLE_LOGS, ...PLAYBOOK_LOGS].map((name) => {
    const found = explain(reduced(readLog(name)))
    const failed = realFailures(found.failures).map(({ host, task }) => `${host}: ${task}`)
    const { outcome, plays, tasks, recaps, recapDiffers } = found
    return [name, { outcome, plays, tasks, recaps, differs: recapDiffers.join(), failed: failed.join('; ') }]
  })
  console.table(Object.fromEntries(rows))
  expect(rows.length).toBeGreaterThanOrEqual(25)
})
