/** The settings files for a package without them: every key of the release with its default. */
import type { Parameter } from '@/lib/cluster/release-options'
import type { FixedSetting, KubesphereAddon, KubesphereRelease, KubesphereStorageClass } from '../release'
import { classesIn, toDesiredValue } from './desired-values'
import { writeEntry, writeScalar } from './yaml-writer'

const TITLES: Readonly<Record<string, string>> = {
  local: 'Local Volume: on the disks of the hosts',
  'nfs-server': 'NFS server in the cluster: for evaluation only',
  'nfs-client': 'NFS: an existing server and its exported path',
  'ceph-rbd': 'Ceph RBD: print the keys with "ceph auth get-key client.admin"',
  glusterfs: 'GlusterFS, managed by Heketi',
  qingcloud: 'QingCloud block storage',
  neonsan: 'QingStor NeonSAN',
}

/** In the order of the guides, with all storage classes disabled. */
export function defaultSettings(release: KubesphereRelease, file: string): string {
  const storage = classesIn(release, file).map(classLines)
  const parts = file === release.settingsFile ? mainParts(release, storage) : storage
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function mainParts({ defaults, fixedSettings, addons }: KubesphereRelease, storage: string[][]): string[][] {
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
  return [
    network,
    balancer,
    ['# Storage: exactly one class must be the default.'],
    ...storage,
    ...(addons.length > 0 ? [['# Optional components', ...addons.flatMap(addonLines)]] : []),
    ...(fixedSettings.length > 0
      ? [['# Other settings of the release', ...fixedSettings.flatMap(fixedLines)]]
      : []),
  ]
}

function classLines(one: KubesphereStorageClass): string[] {
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

function addonLines({ enableKey, default: preset, domain, domainKey }: KubesphereAddon): string[] {
  const on = `${enableKey}: ${preset}`
  return domainKey && domain ? [on, `${domainKey}: ${writeScalar({ type: 'text', text: domain })}`] : [on]
}

function fixedLines({ key, value }: FixedSetting): string[] {
  return typeof value === 'string' ? [`${key}: ${value}`] : [`${key}:`, ...value.map((item) => `  - ${item}`)]
}
