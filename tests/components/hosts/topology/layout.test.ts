import { describe, expect, it } from 'vitest'
import { layoutTopology } from '@/components/hosts/topology/layout'
import type { Role } from '@/lib/cluster/draft/draft'
import { emptyHost } from '@/lib/cluster/draft/empty-draft'

const ROLES = ['master', 'etcd', 'node'] as const
const bandsOf = (...hosts: Role[][]) =>
  layoutTopology(
    hosts.map((roles, index) => emptyHost(`h${index}`, { roles })),
    ROLES,
    400,
    0,
  ).bands

describe('the topology', () => {
  it('counts a role at every host that has it, also at those drawn in a band above', () => {
    const bands = bandsOf(['master', 'etcd', 'node'], ['master', 'etcd', 'node'], ['node'])
    expect(bands.map(({ role, count, positions }) => [role, count, positions.length])).toEqual([
      ['master', 2, 2],
      ['node', 3, 1],
    ])
  })

  it('has no room for hosts in a band whose hosts are all above', () => {
    const [, nodes] = bandsOf(['master', 'etcd', 'node'])
    const [, without] = bandsOf(['master', 'etcd'])
    expect(nodes).toMatchObject({ role: 'node', count: 1, positions: [] })
    expect(nodes?.height).toBeLessThan(without?.height ?? 0)
  })
})
