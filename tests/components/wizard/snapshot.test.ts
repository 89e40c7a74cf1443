import { describe, expect, it } from 'vitest'
import { share } from '@/components/wizard/snapshot'

describe('a snapshot of the form', () => {
  const before = { network: { plugin: 'calico' }, hosts: [{ id: 'h1' }, { id: 'h2' }] }

  it('is the same object when nothing changed', () => {
    expect(share(before, structuredClone(before))).toBe(before)
  })

  it('shares every part that did not change', () => {
    const next = share(before, { network: { plugin: 'calico' }, hosts: [{ id: 'h1' }, { id: 'h9' }] })
    expect(next).not.toBe(before)
    expect(next.network).toBe(before.network)
    expect(next.hosts[0]).toBe(before.hosts[0])
    expect(next.hosts[1]).toEqual({ id: 'h9' })
  })

  it('stands still while the form changes its values in place', () => {
    const values = { hosts: [{ id: 'h1' }] }
    const shot = share(undefined, values)
    values.hosts.push({ id: 'h2' })
    expect(shot.hosts).toHaveLength(1)
  })

  it('notices that something is gone', () => {
    expect(share({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 })
    expect(share([1, 2], [1])).toEqual([1])
  })
})
