import { describe, expect, it } from 'vitest'
import { matrixOf } from '@/components/checks/matrix'
import { shownMatrix, type Wish } from '@/components/checks/shown'
import { stalePart } from '@/components/checks/stale-part'
import type { CheckId, Finding } from '@/lib/checks/catalogue'
import { emptyDraft, emptyHost } from '@/lib/cluster/defaults'
import type { HostVerdicts } from '@/lib/contract/checks'

const found = (check: CheckId, status: Finding['status']): Finding => ({
  check,
  status,
  reason: 'x',
  facts: {},
})
const well = [found('ssh', 'pass'), found('cpu', 'pass'), found('clock', 'pass')]
const host = (findings: Finding[], more: Partial<HostVerdicts> = {}): HostVerdicts => ({
  findings,
  at: 1,
  again: {},
  stale: [],
  partial: false,
  ...more,
})

/** A matrix of many hosts on which all is well, but for those that are given. */
function matrix(given: Record<string, HostVerdicts>, hosts = 200) {
  const ids = Array.from({ length: hosts }, (_, at) => `h${at}`)
  const draft = { ...emptyDraft(), hosts: ids.map((id) => emptyHost(id, { name: `node-${id}` })) }
  const all = Object.fromEntries(ids.map((id) => [id, given[id] ?? host(well)]))
  return matrixOf(draft, { serial: 1, now: 1, startedAt: 1, hosts: all })
}
const wish: Wish = { filter: 'all', allRows: false, allChecks: false, running: false }
const names = (shown: ReturnType<typeof shownMatrix>) => shown.rows.map((row) => row.host.id)

describe('of 200 hosts', () => {
  const one = matrix({ h7: host([found('ssh', 'pass'), found('cpu', 'fail'), found('clock', 'warn')]) })

  it('those that pass everything are a line with a count, and so are checks that pass on every host', () => {
    const shown = shownMatrix(one, wish)
    expect(names(shown)).toEqual(['h7'])
    expect(shown.quietRows).toHaveLength(199)
    expect(shown.checks).toEqual(['cpu', 'clock'])
    expect(shown.quietChecks).toEqual(['ssh'])
  })

  it('all are shown where that is wanted', () => {
    const shown = shownMatrix(one, { ...wish, allRows: true, allChecks: true })
    expect([shown.rows.length, shown.checks.length]).toEqual([200, 3])
  })

  it('none is hidden while the checks run', () => {
    expect(shownMatrix(one, { ...wish, running: true }).rows).toHaveLength(200)
  })

  it('only what stands one way is shown where that is asked for', () => {
    const shown = shownMatrix(one, { ...wish, filter: 'warn' })
    expect([names(shown), shown.checks]).toEqual([['h7'], ['clock']])
    expect(shownMatrix(one, { ...wish, filter: 'unknown' }).rows).toEqual([])
  })
})

describe('what has to be run again', () => {
  it('is nothing while all verdicts hold', () => {
    expect(stalePart(matrix({}))).toBeUndefined()
  })

  it('is just the stale checks of just the hosts that have one', () => {
    const stale = matrix({ h1: host(well, { stale: ['cpu'] }), h2: host(well, { stale: ['clock'] }) })
    expect(stalePart(stale)).toEqual({ hosts: ['h1', 'h2'], checks: ['cpu', 'clock'] })
    expect(shownMatrix(stale, { ...wish, filter: 'stale' }).rows).toHaveLength(2)
    expect(shownMatrix(stale, wish).quietChecks).toEqual(['ssh'])
  })

  it('is all of a host that was never checked to the end', () => {
    const stopped = matrix({ h1: host(well, { partial: true }), h2: host(well, { stale: ['cpu'] }) })
    expect(stalePart(stopped)).toEqual({ hosts: ['h1', 'h2'] })
  })
})

describe('a row in which nothing changed', () => {
  it('stays the same object, so that it is not drawn again', () => {
    const draft = { ...emptyDraft(), hosts: ['h0', 'h1'].map((id) => emptyHost(id, { name: id })) }
    const view = { serial: 1, now: 1, startedAt: 1, hosts: { h0: host(well), h1: host(well) } }
    const before = matrixOf(draft, view)
    const after = matrixOf(draft, { ...view, hosts: { ...view.hosts, h1: host(well) } }, before)
    expect(after.rows[0]).toBe(before.rows[0])
    expect(after.rows[1]).not.toBe(before.rows[1])
  })
})
