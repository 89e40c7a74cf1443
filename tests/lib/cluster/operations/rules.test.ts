import { describe, expect, it } from 'vitest'
import type { Role } from '@/lib/cluster/draft/draft'
import { OPERATION_IDS, type OperationRequest } from '@/lib/cluster/operations/request'
import { operationProblems } from '@/lib/cluster/operations/rules'

const host = (name: string, ...roles: Role[]) => ({ name, roles })
const hosts = [
  host('cp1', 'master', 'etcd'),
  host('cp2', 'master', 'etcd'),
  host('cp3', 'master', 'etcd'),
  host('w1', 'node'),
  host('w2', 'node'),
  host('new', 'node'),
]
const members = ['cp1', 'cp2', 'cp3', 'w1', 'w2']

const codes = (request: OperationRequest, change: Partial<Parameters<typeof operationProblems>[1]> = {}) =>
  operationProblems(request, { hosts, members, supported: OPERATION_IDS, ...change }).map(({ code }) => code)

const remove = (names: string[], dead: string[] = []): OperationRequest => ({
  id: 'remove-hosts',
  hosts: names,
  dead,
})

describe('an operation', () => {
  it('needs an installer that has it, and a cluster', () => {
    expect(codes({ id: 'reset' })).toEqual([])
    expect(codes({ id: 'reset' }, { supported: ['install'] })).toEqual(['unsupported'])
    expect(codes({ id: 'reset' }, { members: [] })).toEqual(['not-installed'])
    expect(codes({ id: 'install' }, { members: [] })).toEqual([])
  })

  it('needs the configuration of every host of the cluster', () => {
    expect(codes({ id: 'reset' }, { members: [...members, 'gone'] })).toEqual(['member-missing'])
  })

  it('adds hosts of the configuration that are not members', () => {
    expect(codes({ id: 'add-hosts', hosts: ['new'] })).toEqual([])
    expect(codes({ id: 'add-hosts', hosts: ['w1', 'nobody'] })).toEqual(['host-is-member', 'host-unknown'])
  })

  it('removes members only', () => {
    expect(codes(remove(['w1']))).toEqual([])
    expect(codes(remove(['new']))).toEqual(['host-not-member'])
    expect(codes(remove(['w1', 'w2']))).toEqual(['last-worker'])
    expect(codes(remove(['cp1', 'cp2', 'cp3']))).toEqual(['last-control-plane', 'last-etcd'])
  })
})

describe('a host to remove', () => {
  it('is called dead if and only if it does not answer', () => {
    expect(codes(remove(['w1']), { unreachable: ['w1'] })).toEqual(['host-unreachable'])
    expect(codes(remove(['w1'], ['w1']), { unreachable: [] })).toEqual(['host-alive'])
    expect(codes(remove(['w1'], ['w1']), { unreachable: ['w1', 'w2'] })).toEqual([])
  })
})

describe('the majority of etcd', () => {
  it.each<[string, OperationRequest, string[] | undefined, string[]]>([
    ['one of three, alive', remove(['cp3']), undefined, []],
    ['one of three, dead', remove(['cp3'], ['cp3']), undefined, []],
    ['two of three, alive', remove(['cp2', 'cp3']), undefined, []],
    // One answers of three: it cannot even remove a member.
    ['two of three, dead', remove(['cp2', 'cp3'], ['cp2', 'cp3']), undefined, ['quorum-missing']],
    ['a living one while another one is dead', remove(['cp2']), ['cp3'], ['quorum-lost']],
    ['the dead one while all others answer', remove(['cp3'], ['cp3']), ['cp3'], []],
    ['a worker while etcd has no majority', remove(['w1']), ['cp2', 'cp3'], []],
  ])('of %s', (_, request, unreachable, expected) => {
    expect(codes(request, unreachable && { unreachable })).toEqual(expected)
  })
})
