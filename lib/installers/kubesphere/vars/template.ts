/** The vars.yml for a package without one: every key of the release with its default. */
import type { Parameter } from '@/lib/cluster/release-options'
import type { Release, StorageClass } from '../../installer'
import { toDesiredValue } from './desired-values'
import { writeEntry } from './yaml-writer'

const TITLES: Readonly<Record<string, string>> = {
  local: 'Local Volume: all-in-one only',
  'nfs-server': 'NFS server in the cluster: for evaluation only',
  'nfs-client': 'NFS: an existing server and its exported path',
  'ceph-rbd': 'Ceph RBD: print the keys with "ceph auth get-key client.admin"',
  glusterfs: 'GlusterFS, managed by Heketi',
  qingcloud: 'QingCloud block storage',
  neonsan: 'QingStor NeonSAN',
}

/** In the order of the guides, with all storage classes disabled. */
export function defaultVarsYml({ defaults, storageClasses, addons }: Release): string {
  const network = [
    '# Networks of the cluster. They must not overlap each other or the addresses of the hosts.',
    `kube_network_plugin: ${defaults.plugin}`,
    `kube_service_addresses: ${defaults.serviceCidr}`,
    `kube_pods_subnet: ${defaults.podCidr}`,
  ]
  const balancer = [
    '# Required with more than one master: a load balancer that forwards to port 6443 of each master',
    `# apiserver_loadbalancer_domain_name: "${defaults.loadBalancerDomain}"`,
    '# loadbalancer_apiserver:',
    '#   address: 192.168.0.10',
    '#   port: 6443',
  ]
  const storage = ['# Storage: exactly one class must be the default.']
  const harbor = [
    '# Harbor, a container image registry',
    'harbor_enable: false',
    'harbor_domain: harbor.devops.kubesphere.local',
  ]
  const parts = [network, balancer, storage, ...storageClasses.map(classLines)]
  if (addons.includes('harbor')) parts.push(harbor)
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function classLines(one: StorageClass): string[] {
  const parameters = one.parameters.map((parameter) => parameterLine(parameter))
  return [
    `# ${TITLES[one.id] ?? one.id}`,
    `${one.enableKey}: false`,
    `${one.defaultKey}: false`,
    ...parameters,
  ]
}

function parameterLine(parameter: Parameter): string {
  const { key, kind, default: defaultValue, when } = parameter
  if (kind === 'list') return `${key}: []`
  const [line] = writeEntry(key, toDesiredValue(parameter, defaultValue))
  return when ? `# ${line}` : `${line}`
}
