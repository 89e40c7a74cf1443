/** The installation of a cluster by one playbook, run by an Ansible that is prepared for the release. */
import type { AnsibleBounds, PackageSource, PreparationPlan } from '@/lib/ansible/prepare/plan'
import { KNOWN_PYTHONS, supportedPythons } from '@/lib/ansible/prepare/python-support'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Operation } from '../installer'
import { apiServerUrl } from './api-server'
import { playbookStep, prepareStep } from './steps'

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

interface Playbook {
  /** Relative to the source, like the inventory. */
  playbook: string
  inventory: string
  /** The path of the administrator's kubeconfig on the control planes. */
  kubeconfig: string
  /** Of a load balancer that the cluster runs itself. */
  virtualAddress?: string | undefined
}

export function playbookOperation(
  cluster: Cluster,
  plan: PreparationPlan,
  { playbook, inventory, kubeconfig, virtualAddress }: Playbook,
): Operation {
  const { hosts } = cluster
  return {
    id: 'install',
    steps: [prepareStep(plan), playbookStep(cluster, plan.environment, { playbook, inventory })],
    prompts: [],
    verification: {
      kind: 'cluster',
      kubeconfig,
      controlPlanes: hosts.filter(({ roles }) => roles.includes('master')).map(({ name }) => name),
      server: apiServerUrl(cluster, virtualAddress),
      // A host that only runs etcd has no kubelet.
      nodes: hosts
        .filter(({ roles }) => roles.includes('master') || roles.includes('node'))
        .map(({ name, ip }) => ({ name, address: ip })),
    },
  }
}
