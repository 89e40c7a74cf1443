import { describe, expect, it } from 'vitest'
import { emptyHost, emptyTaskbox } from '@/lib/cluster/defaults'
import type { Role } from '@/lib/cluster/draft'
import { exampleDraft, judged, problem, withHost } from '../example-draft'

function withRoles(...rows: Role[][]) {
  const draft = exampleDraft()
  draft.hosts = rows.map((roles, index) =>
    emptyHost(`h${index}`, {
      name: `n${index}`,
      address: `192.168.0.${index + 1}`,
      taskbox: index === 0,
      roles,
    }),
  )
  draft.login.password = 'x'
  draft.network.loadBalancer.address = '192.168.0.100'
  return draft
}

describe('roles', () => {
  it('may be mixed at will', () => {
    expect(judged(withRoles(['master', 'etcd', 'node'], ['node']))).toEqual([])
    expect(
      judged(withRoles(['master', 'etcd'], ['master', 'etcd'], ['master', 'etcd', 'node'], ['node'])),
    ).toEqual([])
  })

  it('wants each host to have one', () => {
    expect(judged(withRoles(['master', 'etcd'], ['node'], []))).toEqual([
      'error roles-missing hosts[2].roles',
    ])
  })

  it('wants a master, a node and an etcd', () => {
    expect(judged(withRoles(['node'], ['node']))).toEqual([
      'error master-missing hosts',
      'error etcd-missing hosts',
    ])
    expect(judged(withRoles(['master', 'etcd'], ['master']))).toEqual([
      'error node-missing hosts',
      'warning masters-two hosts',
    ])
  })

  it('wants an odd number of etcd', () => {
    const draft = withRoles(['master', 'etcd'], ['master', 'etcd'], ['master', 'node'])
    expect(judged(draft)).toEqual(['error etcd-even hosts'])
    expect(problem(draft, 'etcd-even')?.facts).toEqual({ count: 2 })
  })

  it('warns of two masters, which are no safer than one', () => {
    expect(judged(withRoles(['master', 'etcd'], ['master'], ['node']))).toEqual(['warning masters-two hosts'])
  })

  it('warns of etcd on a plain node', () => {
    expect(judged(withRoles(['master'], ['node', 'etcd']))).toEqual(['warning etcd-on-node hosts[1].roles'])
  })
})

describe('the taskbox', () => {
  it('is a warning where it is none of the hosts', () => {
    expect(judged(withHost(0, { taskbox: false, sharedLogin: false, password: 'x' }))).toEqual([
      'warning taskbox-not-among-hosts hosts',
    ])
  })

  it('is told to be marked where a host has its address', () => {
    const draft = withHost(0, { taskbox: false, sharedLogin: false, password: 'x' })
    draft.taskbox = { ...emptyTaskbox(), kind: 'ssh', address: '192.168.0.1', port: '22', password: 'x' }
    expect(judged(draft)).toEqual(['warning taskbox-unmarked hosts[0].taskbox'])
  })

  it('is one host only', () => {
    expect(judged(withHost(2, { taskbox: true }))).toEqual(['error taskbox-duplicate hosts[2].taskbox'])
  })
})
