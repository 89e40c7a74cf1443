import { describe, expect, it } from 'vitest'
import { applyPush } from '@/components/checks/run/checks-feed'
import type { ChecksView } from '@/lib/contract/checks'

const results = (at: number) => ({ findings: [], at, rerunAt: {}, stale: [], partial: false })
const view = (serial: number, hosts: ChecksView['hosts'] = {}): ChecksView => ({
  serial,
  now: 0,
  startedAt: 1,
  hosts,
})

describe('applyPush', () => {
  it('replaces the hosts in the push and reuses the other objects', () => {
    const known = view(1, { h1: results(1), h2: results(1) })
    const next = applyPush(known, view(2, { h2: results(2) }))
    expect(next).toEqual(view(2, { h1: results(1), h2: results(2) }))
    expect(next !== 'missed' && next.hosts.h1).toBe(known.hosts.h1)
  })

  it('ignores a push older than the known state', () => {
    const known = view(5)
    expect(applyPush(known, view(5, { h1: results(1) }))).toBe(known)
  })

  it('requests a reload after a gap or without a known state', () => {
    expect(applyPush(view(1), view(3))).toBe('missed')
    expect(applyPush(undefined, view(3))).toBe('missed')
  })
})
