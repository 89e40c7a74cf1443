import { describe, expect, it } from 'vitest'
import { installBlocker } from '@/lib/checks/evaluate/install-gate'
import { emptyDraft, emptyHost } from '@/lib/cluster/defaults'
import type { ChecksView, HostResults } from '@/lib/contract/checks'

const start = emptyDraft()
const draft = {
  ...start,
  installer: { ...start.installer, mode: 'multi-node' as const },
  hosts: ['a', 'b'].map((name) => emptyHost(name, { name })),
}
const finding = (status: 'pass' | 'fail') => ({ check: 'swap' as const, status, reason: 'on', facts: {} })
const verdicts = (more: Partial<HostResults> = {}): HostResults => ({
  findings: [finding('pass')],
  at: 1,
  again: {},
  stale: [],
  partial: false,
  ...more,
})
const view = (a: HostResults | undefined, more: Partial<ChecksView> = {}): ChecksView => ({
  serial: 1,
  now: 2,
  startedAt: 1,
  hosts: { b: verdicts(), ...(a && { a }) },
  ...more,
})
const waiver = (host: string) => ({ check: 'swap', host, reason: 'known' })

describe('an install', () => {
  it('may begin where every host was checked on what the draft says now', () => {
    expect(installBlocker(view(verdicts()), draft)).toBeUndefined()
  })
  it('must not before the checks were run, nor while they go on', () => {
    expect(installBlocker(undefined, draft)).toEqual({ obstacle: 'never', count: 2 })
    expect(installBlocker(view(verdicts(), { startedAt: 0 }), draft)).toEqual({ obstacle: 'never', count: 2 })
    const progress = { hosts: ['a'], done: 0, busy: [] }
    expect(installBlocker(view(verdicts(), { progress }), draft)).toMatchObject({ obstacle: 'going' })
  })
  it.each([
    ['was never asked', undefined],
    ['was changed since', verdicts({ stale: ['swap'] })],
    ['was not checked to the end', verdicts({ partial: true })],
  ])('must not where a host %s', (_, a) => {
    expect(installBlocker(view(a), draft)).toEqual({ obstacle: 'stale', count: 1 })
  })
  it('must not over a failure that nobody waived for that host', () => {
    const failing = view(verdicts({ findings: [finding('fail')] }))
    const waived = (host: string) => ({ ...draft, waivers: [waiver(host)] })
    expect(installBlocker(failing, draft)).toEqual({ obstacle: 'failing', count: 1 })
    expect(installBlocker(failing, waived('b'))).toEqual({ obstacle: 'failing', count: 1 })
    expect(installBlocker(failing, waived('a'))).toBeUndefined()
  })
})
