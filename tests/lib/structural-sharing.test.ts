import { describe, expect, it } from 'vitest'
import { deepEqual, shareStructure } from '@/lib/structural-sharing'

describe('share', () => {
  const before = { network: { plugin: 'calico' }, hosts: [{ id: 'h1' }, { id: 'h2' }] }

  it('returns the same object when nothing changed', () => {
    expect(shareStructure(before, structuredClone(before))).toBe(before)
  })

  it('shares every part that did not change', () => {
    const next = shareStructure(before, {
      network: { plugin: 'calico' },
      hosts: [{ id: 'h1' }, { id: 'h9' }],
    })
    expect(next).not.toBe(before)
    expect(next.network).toBe(before.network)
    expect(next.hosts[0]).toBe(before.hosts[0])
    expect(next.hosts[1]).toEqual({ id: 'h9' })
  })

  it('copies, so that the source can be changed in place', () => {
    const values = { hosts: [{ id: 'h1' }] }
    const snapshot = shareStructure(undefined, values)
    values.hosts.push({ id: 'h2' })
    expect(snapshot.hosts).toHaveLength(1)
  })

  it('notices that something is gone', () => {
    expect(shareStructure({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 })
    expect(shareStructure([1, 2], [1])).toEqual([1])
  })
})

describe('equal', () => {
  it('compares by content', () => {
    expect(deepEqual([{ a: ['x'] }], [{ a: ['x'] }])).toBe(true)
    expect(deepEqual([{ a: ['x'] }], [{ a: ['x', 'y'] }])).toBe(false)
    expect(deepEqual({ a: 1 }, { a: 1, b: undefined })).toBe(false)
    expect(deepEqual([], {})).toBe(false)
  })
})
