/** Operations on a cluster by playbooks, run by an Ansible that is prepared for the release. */
import type { AnsibleBounds, PackageSource, PreparationPlan } from '@/lib/ansible/prepare/plan'
import { KNOWN_PYTHONS, supportedPythons } from '@/lib/ansible/prepare/python-support'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { OperationRequest } from '@/lib/cluster/operations/request'
import type { Operation } from '../installer'
import { apiServerUrl } from './api-server'
import { type Playbook, playbookStep, prepareStep } from './steps'

interface AnsibleOfRelease {
  /** The name of the source, such as `k3s-ansible`. */
  source: string
  requirements: PreparationPlan['requirements']
  ansible: AnsibleBounds
  /** The Pythons for `requirements`; see `supportedPythons`. */
  pythons: 'every' | 'some'
}

export function preparationPlan(
  cluster: Cluster,
  { source, requirements, ansible, pythons }: AnsibleOfRelease,
): PreparationPlan {
  return {
    environment: `${source}-${cluster.installer.version}`,
    requirements,
    ansible,
    // Without a suitable Python in the table, pip refuses those that its packages do not support.
    python: supportedPythons(ansible, pythons) ?? KNOWN_PYTHONS,
    ...packageSource(cluster),
  }
}

/** Where pip gets its packages, from the settings of `preparationSection`. */
function packageSource({ settings }: Cluster): { packages?: PackageSource } {
  const { python_index_url: url, python_wheelhouse: folder } = settings
  if (folder) return { packages: { kind: 'wheelhouse', folder } }
  return url ? { packages: { kind: 'index', url } } : {}
}

/** What an installer's playbooks do for a request. */
export interface PlaybookPlan {
  playbooks: readonly Playbook[]
  /** Relative to the source, like the playbooks. */
  inventory: string
  /** The path of the administrator's kubeconfig on the control planes. */
  kubeconfig: string
  /** Of a load balancer that the cluster runs itself. */
  virtualAddress?: string | undefined
  /** The version of Kubernetes that an upgrade results in; empty if unknown. */
  version: string
}

/** An operation that runs playbooks one after another, with the Ansible of the preparation. */
export function playbookOperation(
  cluster: Cluster,
  request: OperationRequest,
  plan: PreparationPlan,
  { playbooks, inventory, kubeconfig, virtualAddress, version }: PlaybookPlan,
): Operation {
  const removed = new Set(request.id === 'remove-hosts' ? request.hosts : [])
  const staying = cluster.hosts.filter(({ name }) => !removed.has(name))
  const leaving = cluster.hosts.filter(({ name }) => removed.has(name))
  return {
    id: request.id,
    steps: [
      prepareStep(plan),
      ...playbooks.map((playbook) => playbookStep(cluster, plan.environment, inventory, playbook)),
    ],
    prompts: [],
    verification:
      request.id === 'reset'
        ? { kind: 'none' }
        : {
            kind: 'cluster',
            kubeconfig,
            controlPlanes: staying.filter(({ roles }) => roles.includes('master')).map(({ name }) => name),
            server: apiServerUrl({ ...cluster, hosts: staying }, virtualAddress),
            nodes: nodesOf(staying),
            ...(leaving.length > 0 && { removed: nodesOf(leaving) }),
            ...(request.id === 'upgrade' && version && { version }),
          },
  }
}

/** The nodes of a cluster. A host that only runs etcd has no kubelet. */
function nodesOf(hosts: readonly Host[]): { name: string; address: string }[] {
  return hosts
    .filter(({ roles }) => roles.includes('master') || roles.includes('node'))
    .map(({ name, ip }) => ({ name, address: ip }))
}
