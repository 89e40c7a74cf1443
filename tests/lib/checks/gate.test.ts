import { describe, expect, it } from 'vitest'
import { checkObstacle } from '@/lib/checks/gate'
import { emptyDraft, emptyHost } from '@/lib/cluster/defaults'
import type { ChecksView, HostVerdicts } from '@/lib/contract/checks'

const start = emptyDraft()
const draft = {
  ...start,
  installer: { ...start.installer, mode: 'multi-node' as const },
  hosts: ['a', 'b'].map((name) => emptyHost(name, { name })),
}
const finding = (status: 'pass' | 'fail') => ({ check: 'swap' as const, status, reason: 'on', facts: {} })
const verdicts = (more: Partial<HostVerdicts> = {}): HostVerdicts => ({
  findings: [finding('pass')],
  at: 1,
  again: {},
  stale: [],
  partial: false,
  ...more,
})
const view = (a: HostVerdicts | undefined, more: Partial<ChecksView> = {}): ChecksView => ({
  serial: 1,
  now: 2,
  startedAt: 1,
  hosts: { b: verdicts(), ...(a && { a }) },
  ...more,
})
const waiver = (host: string) => ({ check: 'swap', host, reason: 'known' })

describe('an install', () => {
  it('may begin where every host was checked on what the draft says now', () => {
    expect(checkObstacle(view(verdicts()), draft)).toBeUndefined()
  })
  it('must not before the checks were run, nor while they go on', () => {
    expect(checkObstacle(undefined, draft)).toEqual({ obstacle: 'never', count: 2 })
    expect(checkObstacle(view(verdicts(), { startedAt: 0 }), draft)).toEqual({ obstacle: 'never', count: 2 })
    const progress = { hosts: ['a'], done: 0, busy: [] }
    expect(checkObstacle(view(verdicts(), { progress }), draft)).toMatchObject({ obstacle: 'going' })
  })
  it.each([
    ['was never asked', undefined],
    ['was changed since', verdicts({ stale: ['swap'] })],
    ['was not checked to the end', verdicts({ partial: true })],
  ])('must not where a host %s', (_, a) => {
    expect(checkObstacle(view(a), draft)).toEqual({ obstacle: 'stale', count: 1 })
  })
  it('must not over a failure that nobody waived for that host', () => {
    const failing = view(verdicts({ findings: [finding('fail')] }))
    const waived = (host: string) => ({ ...draft, waivers: [waiver(host)] })
    expect(checkObstacle(failing, draft)).toEqual({ obstacle: 'failing', count: 1 })
    expect(checkObstacle(failing, waived('b'))).toEqual({ obstacle: 'failing', count: 1 })
    expect(checkObstacle(failing, waived('a'))).toBeUndefined()
  })
})
