import { describe, expect, it } from 'vitest'
import { allInOneHost, withoutAllInOneHost } from '@/lib/cluster/draft/all-in-one'
import { emptyHost } from '@/lib/cluster/draft/empty-draft'

describe('the host that the wizard adds to an all-in-one cluster', () => {
  it('is left out when the cluster gets several hosts, also with a trusted key', () => {
    const added = { ...allInOneHost('10.0.0.1'), hostKey: 'SHA256:x' }
    const entered = emptyHost('h2', { name: 'node1', address: '10.0.0.2' })
    expect(withoutAllInOneHost([added, entered])).toEqual([entered])
  })

  it('stays once the user has edited it', () => {
    const edited = { ...allInOneHost('10.0.0.1'), ip: '192.168.0.1' }
    expect(withoutAllInOneHost([edited])).toEqual([edited])
  })
})
