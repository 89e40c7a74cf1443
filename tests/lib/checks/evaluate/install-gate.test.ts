import { describe, expect, it } from 'vitest'
import { installBlocker } from '@/lib/checks/evaluate/install-gate'
import type { HostResults } from '@/lib/checks/results'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import type { ChecksView } from '@/lib/contract/checks'

const start = emptyDraft()
const draft = {
  ...start,
  installer: { ...start.installer, mode: 'multi-node' as const },
  hosts: ['a', 'b'].map((name) => emptyHost(name, { name })),
}
const finding = (status: 'pass' | 'fail') => ({ check: 'swap' as const, status, reason: 'on', facts: {} })
const results = (more: Partial<HostResults> = {}): HostResults => ({
  findings: [finding('pass')],
  at: 1,
  rerunAt: {},
  stale: [],
  partial: false,
  ...more,
})
const view = (a: HostResults | undefined, more: Partial<ChecksView> = {}): ChecksView => ({
  serial: 1,
  now: 2,
  startedAt: 1,
  hosts: { b: results(), ...(a && { a }) },
  ...more,
})
const waiver = (host: string) => ({ check: 'swap', host, reason: 'known' })

describe('an install', () => {
  it('may start if every host has current results', () => {
    expect(installBlocker(view(results()), draft)).toBeUndefined()
  })
  it('must not start without checks or during a run', () => {
    expect(installBlocker(undefined, draft)).toEqual({ blocker: 'never', count: 2 })
    expect(installBlocker(view(results(), { startedAt: 0 }), draft)).toEqual({ blocker: 'never', count: 2 })
    const progress = { hosts: ['a'], done: 0, busy: [] }
    expect(installBlocker(view(results(), { progress }), draft)).toMatchObject({ blocker: 'running' })
  })
  it.each([
    ['was never checked', undefined],
    ['has stale results', results({ stale: ['swap'] })],
    ['has incomplete results', results({ partial: true })],
  ])('must not start if a host %s', (_, a) => {
    expect(installBlocker(view(a), draft)).toEqual({ blocker: 'stale', count: 1 })
  })
  it('must not start with a failure that is not waived for its host', () => {
    const failing = view(results({ findings: [finding('fail')] }))
    const waived = (host: string) => ({ ...draft, waivers: [waiver(host)] })
    expect(installBlocker(failing, draft)).toEqual({ blocker: 'failing', count: 1 })
    expect(installBlocker(failing, waived('b'))).toEqual({ blocker: 'failing', count: 1 })
    expect(installBlocker(failing, waived('a'))).toBeUndefined()
  })
})
