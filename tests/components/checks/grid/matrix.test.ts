import { describe, expect, it } from 'vitest'
import { buildMatrix, hasPassedAll } from '@/components/checks/grid/matrix'
import { addWaiver, removeWaiver, waiverFor } from '@/components/checks/waivers/waivers'
import type { Finding } from '@/lib/checks/catalogue/index'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import type { ChecksView } from '@/lib/contract/checks'

const found = (check: Finding['check'], status: Finding['status']): Finding => ({
  check,
  status,
  reason: 'x',
  facts: {},
})
const draft = {
  ...emptyDraft(),
  hosts: ['master', 'node1', 'node2'].map((name, at) => emptyHost(`h${at}`, { name })),
}
const view = (hosts: Record<string, Finding[]>, running = false): ChecksView => ({
  serial: 1,
  now: 2,
  startedAt: 1,
  ...(running && { progress: { hosts: ['h0', 'h1', 'h2'], done: 0, busy: [] } }),
  hosts: Object.fromEntries(Object.entries(hosts).map(([id, findings]) => [id, results(findings)])),
})
const results = (findings: Finding[], stale: Finding['check'][] = []) => ({
  findings,
  at: 1,
  rerunAt: {},
  stale,
  partial: false,
})
const names = (matrix: ReturnType<typeof buildMatrix>) => matrix.rows.map(({ host }) => host.name)

describe('buildMatrix', () => {
  const hosts = {
    h0: [found('cpu', 'pass')],
    h1: [found('cpu', 'warn'), found('clock', 'unknown')],
    h2: [found('cpu', 'pass'), found('disk', 'fail'), found('disk', 'pass')],
  }

  it('sorts hosts and their findings worst first', () => {
    const matrix = buildMatrix(draft, view(hosts))
    expect(names(matrix)).toEqual(['node2', 'node1', 'master'])
    expect(matrix.rows[0]?.findings.map(({ status }) => status)).toEqual(['fail', 'pass', 'pass'])
    expect(matrix.counts).toEqual({ fail: 1, unknown: 1, waived: 0, warn: 1, pass: 2 })
  })

  it('counts a waived failure with a further warning of the same check as waived only', () => {
    const waived = { ...draft, waivers: [{ id: 'w', check: 'disk', host: 'node2', reason: 'small' }] }
    const matrix = buildMatrix(
      waived,
      view({ h1: [found('cpu', 'warn')], h2: [found('disk', 'fail'), found('disk', 'warn')] }),
    )
    expect(matrix.counts).toMatchObject({ waived: 1, warn: 1, unknown: 0 })
  })

  it('does not sort the hosts during a run', () => {
    expect(names(buildMatrix(draft, view(hosts, true)))).toEqual(['master', 'node1', 'node2'])
  })

  it('shows the worst of several findings of a check', () => {
    expect(buildMatrix(draft, view(hosts)).rows[0]?.cells.get('disk')?.state).toBe('fail')
  })

  it('does not move a row when its failure is waived', () => {
    const waivers = [{ check: 'disk', host: 'node2', reason: 'practice' }]
    const matrix = buildMatrix({ ...draft, waivers }, view(hosts))
    expect(names(matrix)[0]).toBe('node2')
    expect(matrix.rows[0]?.cells.get('disk')?.state).toBe('waived')
    expect(matrix.counts.fail).toBe(0)
  })

  it('ignores waivers for another host or another check', () => {
    const waivers = ['cpu', 'disk'].map((check) => ({ check, host: 'node1', reason: 'x' }))
    expect(buildMatrix({ ...draft, waivers }, view(hosts)).counts.fail).toBe(1)
  })

  it('distinguishes an unchecked host from a passed one', () => {
    const { rows } = buildMatrix(draft, view({ h0: [found('cpu', 'pass')] }))
    expect(rows.map((row) => [row.host.name, hasPassedAll(row)])).toEqual([
      ['node1', false],
      ['node2', false],
      ['master', true],
    ])
  })

  it('uses the installer’s name for the host of an all-in-one cluster', () => {
    const installer = { ...draft.installer, mode: 'all-in-one' as const }
    const waivers = [{ check: 'disk', host: 'ks-allinone', reason: 'x' }]
    const [row] = buildMatrix({ ...draft, installer, waivers }, view({ h0: [found('disk', 'fail')] })).rows
    expect([row?.host.name, row?.cells.get('disk')?.state]).toEqual(['ks-allinone', 'waived'])
  })
})

describe('waivers', () => {
  const first = { check: 'cpu', host: 'node1', reason: 'old' }

  it('replace one for the same check and host', () => {
    const replacement = { ...first, reason: 'new' }
    expect(addWaiver([first], replacement)).toEqual([replacement])
    expect(addWaiver([first], { ...first, host: 'node2' })).toHaveLength(2)
  })

  it('are removed one by one', () => {
    const other = { ...first, host: 'node2' }
    expect(removeWaiver([first, other], first)).toEqual([other])
  })

  it('apply to every host, unless the host has its own', () => {
    const all = { check: 'cpu', host: '', reason: 'all' }
    expect(waiverFor([all, first], 'cpu', 'node1')).toBe(first)
    expect(waiverFor([all, first], 'cpu', 'node2')).toBe(all)
    expect(waiverFor([all], 'disk', 'node2')).toBeUndefined()
  })
})
