import { describe, expect, it } from 'vitest'
import { buildMatrix } from '@/components/checks/grid/matrix'
import { type MatrixViewOptions, selectVisible } from '@/components/checks/grid/visible-matrix'
import { rerunScope } from '@/components/checks/run/rerun-scope'
import type { CheckId, Finding } from '@/lib/checks/catalogue/index'
import { emptyDraft, emptyHost } from '@/lib/cluster/defaults'
import type { HostResults } from '@/lib/contract/checks'

const found = (check: CheckId, status: Finding['status']): Finding => ({
  check,
  status,
  reason: 'x',
  facts: {},
})
const passed = [found('ssh', 'pass'), found('cpu', 'pass'), found('clock', 'pass')]
const host = (findings: Finding[], more: Partial<HostResults> = {}): HostResults => ({
  findings,
  at: 1,
  again: {},
  stale: [],
  partial: false,
  ...more,
})

/** A matrix of many hosts on which all is well, but for those that are given. */
function matrix(given: Record<string, HostResults>, hosts = 200) {
  const ids = Array.from({ length: hosts }, (_, at) => `h${at}`)
  const draft = { ...emptyDraft(), hosts: ids.map((id) => emptyHost(id, { name: `node-${id}` })) }
  const all = Object.fromEntries(ids.map((id) => [id, given[id] ?? host(passed)]))
  return buildMatrix(draft, { serial: 1, now: 1, startedAt: 1, hosts: all })
}
const options: MatrixViewOptions = { filter: 'all', allRows: false, allChecks: false, running: false }
const names = (shown: ReturnType<typeof selectVisible>) => shown.rows.map((row) => row.host.id)

describe('of 200 hosts', () => {
  const one = matrix({ h7: host([found('ssh', 'pass'), found('cpu', 'fail'), found('clock', 'warn')]) })

  it('those that pass everything are a line with a count, and so are checks that pass on every host', () => {
    const shown = selectVisible(one, options)
    expect(names(shown)).toEqual(['h7'])
    expect(shown.quietRows).toHaveLength(199)
    expect(shown.checks).toEqual(['cpu', 'clock'])
    expect(shown.quietChecks).toEqual(['ssh'])
  })

  it('all are shown where that is wanted', () => {
    const shown = selectVisible(one, { ...options, allRows: true, allChecks: true })
    expect([shown.rows.length, shown.checks.length]).toEqual([200, 3])
  })

  it('none is hidden while the checks run', () => {
    expect(selectVisible(one, { ...options, running: true }).rows).toHaveLength(200)
  })

  it('only what stands one way is shown where that is asked for', () => {
    const shown = selectVisible(one, { ...options, filter: 'warn' })
    expect([names(shown), shown.checks]).toEqual([['h7'], ['clock']])
    expect(selectVisible(one, { ...options, filter: 'unknown' }).rows).toEqual([])
  })
})

describe('what has to be run again', () => {
  it('is nothing while all verdicts hold', () => {
    expect(rerunScope(matrix({}))).toBeUndefined()
  })

  it('is just the stale checks of just the hosts that have one', () => {
    const stale = matrix({ h1: host(passed, { stale: ['cpu'] }), h2: host(passed, { stale: ['clock'] }) })
    expect(rerunScope(stale)).toEqual({ hosts: ['h1', 'h2'], checks: ['cpu', 'clock'] })
    expect(selectVisible(stale, { ...options, filter: 'stale' }).rows).toHaveLength(2)
    expect(selectVisible(stale, options).quietChecks).toEqual(['ssh'])
  })

  it('is all of a host that was never checked to the end', () => {
    const stopped = matrix({ h1: host(passed, { partial: true }), h2: host(passed, { stale: ['cpu'] }) })
    expect(rerunScope(stopped)).toEqual({ hosts: ['h1', 'h2'] })
  })
})

describe('a row in which nothing changed', () => {
  it('stays the same object, so that it is not drawn again', () => {
    const draft = { ...emptyDraft(), hosts: ['h0', 'h1'].map((id) => emptyHost(id, { name: id })) }
    const view = { serial: 1, now: 1, startedAt: 1, hosts: { h0: host(passed), h1: host(passed) } }
    const before = buildMatrix(draft, view)
    const after = buildMatrix(draft, { ...view, hosts: { ...view.hosts, h1: host(passed) } }, before)
    expect(after.rows[0]).toBe(before.rows[0])
    expect(after.rows[1]).not.toBe(before.rows[1])
  })
})
