/** The playbooks of each operation (docs/operations/nodes.md and docs/operations/upgrades.md of Kubespray). */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { OperationRequest } from '@/lib/cluster/operations/request'
import type { Playbook } from '../playbooks/steps'

/** With `--limit`, the other hosts' facts come from the cache, which belongs to the run. */
const FACTS: Playbook = { path: 'playbooks/facts.yml' }
const CLUSTER: Playbook = { path: 'cluster.yml' }

export function kubesprayPlaybooks({ hosts }: Cluster, request: OperationRequest): Playbook[] {
  switch (request.id) {
    case 'install':
      return [CLUSTER]
    case 'add-hosts':
      return additions(hosts.filter(({ name }) => request.hosts.includes(name)))
    case 'remove-hosts':
      return removals(request)
    case 'upgrade':
      // One host after another, so that a failure affects one.
      return [{ path: 'upgrade-cluster.yml', variables: { serial: 1 } }]
    case 'reset':
      // Without the variable, the playbook asks.
      return [{ path: 'reset.yml', variables: { reset_confirmation: 'yes' } }]
  }
}

/**
 * Workers are added by themselves. Control planes need the whole cluster.yml, which adds workers too. New members of etcd
 * need another pass that updates the configuration of the others, with an even number of members in between.
 */
function additions(added: readonly Host[]): Playbook[] {
  const workers = added.filter(({ roles }) => !roles.includes('master') && !roles.includes('etcd'))
  const scale = workers.length > 0 ? [FACTS, scaleTo(workers)] : []
  if (added.some(({ roles }) => roles.includes('etcd'))) {
    const members = { limit: ['etcd', 'kube_control_plane'], variables: { ignore_assert_errors: true } }
    return [{ ...CLUSTER, ...members }, { path: 'upgrade-cluster.yml', ...members }, ...scale]
  }
  return added.some(({ roles }) => roles.includes('master')) ? [CLUSTER] : scale
}

const scaleTo = (workers: readonly Host[]): Playbook => ({
  path: 'scale.yml',
  limit: workers.map(({ name }) => name),
})

/**
 * Dead hosts first, since etcd then needs fewer members for a majority. Without a terminal, the playbook would continue
 * without an answer to its prompt, so the prompt is answered in advance.
 */
function removals({ hosts, dead }: Extract<OperationRequest, { id: 'remove-hosts' }>): Playbook[] {
  const alive = hosts.filter((name) => !dead.includes(name))
  const remove = (names: readonly string[], variables: Playbook['variables'] = {}): Playbook[] =>
    names.length === 0
      ? []
      : [
          {
            path: 'remove-node.yml',
            variables: { node: names.join(','), skip_confirmation: true, ...variables },
          },
        ]
  return [...remove(dead, { reset_nodes: false, allow_ungraceful_removal: true }), ...remove(alive)]
}
