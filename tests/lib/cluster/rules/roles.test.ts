import { describe, expect, it } from 'vitest'
import type { Role } from '@/lib/cluster/draft/draft'
import { emptyHost, emptyTaskbox } from '@/lib/cluster/draft/empty-draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import { exampleDraft, lines, problem, release, validate, withHost } from '../example-draft'

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
  it('can be combined', () => {
    expect(validate(withRoles(['master', 'etcd', 'node'], ['node']))).toEqual([])
    expect(
      validate(withRoles(['master', 'etcd'], ['master', 'etcd'], ['master', 'etcd', 'node'], ['node'])),
    ).toEqual([])
  })

  it('are required for each host', () => {
    expect(validate(withRoles(['master', 'etcd'], ['node'], []))).toEqual([
      'error roles-missing hosts[2].roles',
    ])
  })

  it('must include a master, a node and an etcd member', () => {
    expect(validate(withRoles(['node'], ['node']))).toEqual([
      'error master-missing hosts',
      'error etcd-missing hosts',
    ])
    expect(validate(withRoles(['master', 'etcd'], ['master']))).toEqual([
      'error node-missing hosts',
      'warning masters-two hosts',
    ])
  })

  it('must include an odd number of etcd members', () => {
    const draft = withRoles(['master', 'etcd'], ['master', 'etcd'], ['master', 'node'])
    expect(validate(draft)).toEqual(['error etcd-even hosts'])
    expect(problem(draft, 'etcd-even')?.facts).toEqual({ count: 2 })
  })

  it('with two masters are a warning', () => {
    expect(validate(withRoles(['master', 'etcd'], ['master'], ['node']))).toEqual([
      'warning masters-two hosts',
    ])
  })

  it('with etcd on a node are a warning', () => {
    expect(validate(withRoles(['master'], ['node', 'etcd']))).toEqual(['warning etcd-on-node hosts[1].roles'])
  })
})

describe('the roles of a release without etcd', () => {
  const embedded = { ...release, roles: ['master', 'node'], optionalRoles: ['node'] } as const
  const problems = (...rows: Role[][]) => lines(validateDraft(withRoles(...rows), embedded, []))

  it('need no etcd member and no node', () => {
    expect(problems(['master'], ['node'])).toEqual([])
    expect(problems(['master'], ['master'], ['master'])).toEqual([])
    expect(problems(['node'], ['node'])).toEqual(['error master-missing hosts'])
  })

  it('ignore the etcd role that a host had with another installer', () => {
    expect(problems(['master', 'etcd'], ['node', 'etcd'])).toEqual([])
    expect(problems(['master'], ['etcd'])).toEqual(['error roles-missing hosts[1].roles'])
    const { hosts } = toCluster(withRoles(['master', 'etcd'], ['node', 'etcd']), embedded)
    expect(hosts.map(({ roles }) => roles)).toEqual([['master'], ['node']])
  })
})

describe('the taskbox', () => {
  it('is a warning if it is not one of the hosts', () => {
    expect(validate(withHost(0, { taskbox: false, sharedLogin: false, password: 'x' }))).toEqual([
      'warning taskbox-not-among-hosts hosts',
    ])
  })

  it('should be marked if a host has its address', () => {
    const draft = withHost(0, { taskbox: false, sharedLogin: false, password: 'x' })
    draft.taskbox = { ...emptyTaskbox(), kind: 'ssh', address: '192.168.0.1', port: '22', password: 'x' }
    expect(validate(draft)).toEqual(['warning taskbox-unmarked hosts[0].taskbox'])
  })

  it('must be a single host', () => {
    expect(validate(withHost(2, { taskbox: true }))).toEqual(['error taskbox-duplicate hosts[2].taskbox'])
  })
})
