import { describe, expect, it } from 'vitest'
import { buildMatrix, rerunScope } from '@/components/checks/grid/matrix'
import { type MatrixViewOptions, selectVisible } from '@/components/checks/grid/visible-matrix'
import type { CheckId, Finding } from '@/lib/checks/catalogue/index'
import type { HostResults } from '@/lib/checks/results'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'

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
  rerunAt: {},
  stale: [],
  partial: false,
  ...more,
})

/** A matrix of many hosts that passed all checks, except the given ones. */
function matrix(results: Record<string, HostResults>, hosts = 200) {
  const ids = Array.from({ length: hosts }, (_, at) => `h${at}`)
  const draft = { ...emptyDraft(), hosts: ids.map((id) => emptyHost(id, { name: `node-${id}` })) }
  const all = Object.fromEntries(ids.map((id) => [id, results[id] ?? host(passed)]))
  return buildMatrix(draft, { serial: 1, now: 1, startedAt: 1, hosts: all })
}
const options: MatrixViewOptions = { filter: 'all', allRows: false, allChecks: false, running: false }
const names = (visible: ReturnType<typeof selectVisible>) => visible.rows.map((row) => row.host.id)

describe('the visible part of 200 hosts', () => {
  const one = matrix({ h7: host([found('ssh', 'pass'), found('cpu', 'fail'), found('clock', 'warn')]) })

  it('collapses hosts that passed all checks and checks that passed on all hosts', () => {
    const visible = selectVisible(one, options)
    expect(names(visible)).toEqual(['h7'])
    expect(visible.collapsedRows).toHaveLength(199)
    expect(visible.checks).toEqual(['cpu', 'clock'])
    expect(visible.collapsedChecks).toEqual(['ssh'])
  })

  it('includes all on request', () => {
    const visible = selectVisible(one, { ...options, allRows: true, allChecks: true })
    expect([visible.rows.length, visible.checks.length]).toEqual([200, 3])
  })

  it('includes all hosts during a run', () => {
    expect(selectVisible(one, { ...options, running: true }).rows).toHaveLength(200)
  })

  it('is limited to one state by a filter', () => {
    const visible = selectVisible(one, { ...options, filter: 'warn' })
    expect([names(visible), visible.checks]).toEqual([['h7'], ['clock']])
    expect(selectVisible(one, { ...options, filter: 'unknown' }).rows).toEqual([])
  })
})

describe('rerunScope', () => {
  it('is undefined while all results are current', () => {
    expect(rerunScope(matrix({}))).toBeUndefined()
  })

  it('contains only stale checks and their hosts', () => {
    const stale = matrix({ h1: host(passed, { stale: ['cpu'] }), h2: host(passed, { stale: ['clock'] }) })
    expect(rerunScope(stale)).toEqual({ hosts: ['h1', 'h2'], checks: ['cpu', 'clock'] })
    expect(selectVisible(stale, { ...options, filter: 'stale' }).rows).toHaveLength(2)
    expect(selectVisible(stale, options).collapsedChecks).toEqual(['ssh'])
  })

  it('contains all checks of hosts without complete results', () => {
    const stopped = matrix({ h1: host(passed, { partial: true }), h2: host(passed, { stale: ['cpu'] }) })
    expect(rerunScope(stopped)).toEqual({ hosts: ['h1', 'h2'] })
  })
})

describe('an unchanged row', () => {
  it('is the same object, so that it does not render again', () => {
    const draft = { ...emptyDraft(), hosts: ['h0', 'h1'].map((id) => emptyHost(id, { name: id })) }
    const view = { serial: 1, now: 1, startedAt: 1, hosts: { h0: host(passed), h1: host(passed) } }
    const matrix = buildMatrix(draft, view)
    const after = buildMatrix(draft, { ...view, hosts: { ...view.hosts, h1: host(passed) } }, matrix)
    expect(after.rows[0]).toBe(matrix.rows[0])
    expect(after.rows[1]).not.toBe(matrix.rows[1])
  })
})
