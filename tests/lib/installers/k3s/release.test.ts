import { describe, expect, it } from 'vitest'
import { k3sRelease } from '@/lib/installers/k3s/release'

const FACTS = { ansible: ['2.15.0'], k3sDefault: ['v1.31.12+k3s1'] }

describe('a release of k3s-ansible', () => {
  it('installs the k3s of its sample inventory, or that of the settings', () => {
    expect(k3sRelease('1.2.2', FACTS)).toMatchObject({ kubernetes: 'v1.31.12+k3s1', id: '1.2.2' })
    expect(k3sRelease('1.2.2', FACTS, { k3s_version: 'v1.35.0+k3s1' })).toMatchObject({
      kubernetes: 'v1.35.0+k3s1',
      requirements: { kernel: '4.19', cgroups: [2] },
    })
  })

  it('requires more of a server than of an agent', () => {
    expect(k3sRelease('1.2.2', FACTS)?.minimum['multi-node']).toMatchObject({
      ...{ cores: 1, memoryGiB: 0.5 },
      byRole: { master: { cores: 2, memoryGiB: 2 } },
    })
  })

  it('always has the class local-path', () => {
    const release = k3sRelease('1.2.2', FACTS)
    expect(release?.storageClasses.map(({ id }) => id)).toEqual(['local-path'])
    expect(release?.defaults.storageClass).toBe('local-path')
  })

  it.each([
    ['1.2.2', undefined],
    ['main', FACTS],
    ['1.2.2', { ...FACTS, k3sDefault: ['latest'] }],
    ['1.2.2', { k3sDefault: FACTS.k3sDefault }],
  ])('is not described by %s and %j', (id, facts) => {
    expect(k3sRelease(id, facts)).toBeUndefined()
  })
})
