import { describe, expect, it } from 'vitest'
import { clusterMembers, type OperationRun } from '@/lib/cluster/operations/members'

const installed: OperationRun = {
  operation: { id: 'install' },
  state: 'succeeded',
  hostNames: ['cp1', 'w1', 'w2'],
}
const added: OperationRun = {
  operation: { id: 'add-hosts', hosts: ['w3'] },
  state: 'succeeded',
  hostNames: ['cp1', 'w1', 'w2', 'w3'],
}
const removed: OperationRun = {
  operation: { id: 'remove-hosts', hosts: ['w1'], dead: [] },
  state: 'succeeded',
  hostNames: ['cp1', 'w1', 'w2', 'w3'],
}

describe('the hosts of a cluster', () => {
  it.each<[string, OperationRun[], string[]]>([
    ['none before an install', [], []],
    ['those of the install', [installed], ['cp1', 'w1', 'w2']],
    ['and those added', [installed, added], ['cp1', 'w1', 'w2', 'w3']],
    ['without those removed', [installed, added, removed], ['cp1', 'w2', 'w3']],
    [
      'regardless of runs that failed',
      [installed, { ...added, state: 'failed' }, { ...removed, state: 'stopped' }],
      ['cp1', 'w1', 'w2'],
    ],
    ['none after a reset', [installed, { ...installed, operation: { id: 'reset' } }], []],
    [
      'the same after an upgrade',
      [installed, { ...installed, operation: { id: 'upgrade', from: 'v1.32.5' } }],
      ['cp1', 'w1', 'w2'],
    ],
    ['those of a later install', [installed, { ...installed, hostNames: ['a'] }], ['a']],
  ])('are %s', (_, runs, members) => {
    expect(clusterMembers(runs)).toEqual(members)
  })
})
