import { expect, it } from 'vitest'
import { emptyDraft } from '@/lib/cluster/draft/empty-draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { hideAddresses } from '@/server/runs/bundle/hide-addresses'
import { host, secretDraft } from '../../clusters/drafts'

const cluster = toCluster({
  ...secretDraft(),
  hosts: [
    host('node1', { address: '10.0.0.1' }),
    host('node10', { address: '10.0.0.10', ip: '192.168.0.10' }),
    host('six', { address: 'fd00::1' }),
    host('named', { address: 'named' }),
    host('long', { address: 'db-1.corp.example' }),
  ],
})

it.each([
  ['connect to 10.0.0.1:6443: refused', 'connect to <node1>:6443: refused'],
  ['ssh://root@10.0.0.10, 10.0.0.1.', 'ssh://root@<node10>, <node1>.'],
  ['110.0.0.1 10.0.0.100 10.0.0.1.5 v10.0.0.1', '110.0.0.1 10.0.0.100 10.0.0.1.5 v10.0.0.1'],
  ['192.168.0.10/24', '<node10>/24'],
  ['[FD00::1]:22, fd00::1: down, fd00::1:2', '[<six>]:22, <six>: down, fd00::1:2'],
  ['named and DB-1.corp.example:22', 'named and <long>:22'],
  ['through 10.9.9.8 from 10.9.9.1', 'through <bastion> from <taskbox>'],
])('hides %j', (text, hidden) => {
  expect(hideAddresses(text, cluster)).toBe(hidden)
})

it('changes nothing for a cluster without hosts', () => {
  expect(hideAddresses('10.0.0.1', toCluster(emptyDraft()))).toBe('10.0.0.1')
})
