/** The playbooks of each operation. k3s-ansible has none that removes hosts. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { OperationRequest } from '@/lib/cluster/operations/request'
import type { Playbook } from '../playbooks/steps'

export const K3S_OPERATIONS = ['install', 'add-hosts', 'upgrade', 'reset'] as const

export function k3sPlaybooks(_cluster: Cluster, request: OperationRequest): Playbook[] {
  switch (request.id) {
    case 'install':
    // It changes nothing on hosts that are up to date.
    case 'add-hosts':
      return [{ path: 'playbooks/site.yml' }]
    case 'upgrade':
      return [{ path: 'playbooks/upgrade.yml' }]
    case 'reset':
      return [{ path: 'playbooks/reset.yml' }]
    case 'remove-hosts':
      return []
  }
}
