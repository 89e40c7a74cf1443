import { describe, expect, it } from 'vitest'
import { applyPush } from '@/components/checks/run/checks-feed'
import type { ChecksView } from '@/lib/contract/checks'

const verdicts = (at: number) => ({ findings: [], at, again: {}, stale: [], partial: false })
const view = (serial: number, hosts: ChecksView['hosts'] = {}): ChecksView => ({
  serial,
  now: 0,
  startedAt: 1,
  hosts,
})

describe('a push of the checks', () => {
  it('replaces the hosts that it tells of, and leaves the others the same objects', () => {
    const known = view(1, { h1: verdicts(1), h2: verdicts(1) })
    const next = applyPush(known, view(2, { h2: verdicts(2) }))
    expect(next).toEqual(view(2, { h1: verdicts(1), h2: verdicts(2) }))
    expect(next !== 'missed' && next.hosts.h1).toBe(known.hosts.h1)
  })

  it('that is older than what is known changes nothing', () => {
    const known = view(5)
    expect(applyPush(known, view(5, { h1: verdicts(1) }))).toBe(known)
  })

  it('after a gap, or before anything is known, asks for everything again', () => {
    expect(applyPush(view(1), view(3))).toBe('missed')
    expect(applyPush(undefined, view(3))).toBe('missed')
  })
})
