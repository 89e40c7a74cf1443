/** A Kubespray release as data, from the facts of its checkout. */
import { ROLES, type SourceFacts } from '@/lib/cluster/draft/draft'
import type { Mode, Release, StorageClass } from '../installer'
import { memoizeRelease } from '../playbooks/memoize-release'
import { setting } from '../playbooks/setting'
import { kubesprayRequirements } from './requirements'
import { kubespraySections } from './settings'
import { REQUIRED_FACTS } from './source-facts'
import { KNOWN_PLUGINS } from './sources'
import { supportedSystems } from './systems'

/** A host can have all roles, so that a single host is a cluster of several roles too. */
const MODES: readonly Mode[] = ['multi-node']
const inEachMode = <V>(value: V): Record<Mode, V> => ({ 'multi-node': value, 'all-in-one': value })

/** Defaults of its variables since 2.8, for a checkout that does not state them. */
export const DEFAULTS: Release['defaults'] = {
  plugin: 'calico',
  serviceCidr: '10.233.0.0/18',
  podCidr: '10.233.64.0/18',
  loadBalancerDomain: 'lb-apiserver.kubernetes.local',
  nodePrefix: 24,
  storageClass: 'none',
}

type Settings = Readonly<Record<string, string>>

/**
 * The release that a checkout contains; undefined if the facts do not describe it. Requirements and node prefixes are
 * those of the settings.
 */
export const kubesprayRelease = memoizeRelease(describe, [
  'kube_version',
  'kube_proxy_mode',
  'container_manager',
  'registry_host',
  'kube_image_repo',
  'quay_image_repo',
  'docker_image_repo',
  'kube_network_node_prefix',
  'kube_network_node_prefix_ipv6',
])

function describe(id: string, facts: SourceFacts, settings: Settings): Release | undefined {
  if (!/^\d+\.\d+(\.\d+)?$/.test(id) || !isDescribed(facts)) return undefined
  const chosen = (key: string, initial: string) => settings[key]?.trim() || initial
  const one = (fact: string, otherwise = '') => facts[fact]?.[0] ?? otherwise
  const kubernetes = chosen('kube_version', one('kubernetesDefault'))
  const containerManager = chosen('container_manager', one('container_manager', 'containerd'))
  return {
    installer: 'kubespray',
    id,
    kubernetes: `v${kubernetes}`,
    modes: MODES,
    roles: ROLES,
    ...sizes(facts),
    networkPlugins: KNOWN_PLUGINS.filter((plugin) => (facts.plugins ?? [DEFAULTS.plugin]).includes(plugin)),
    defaults: networkDefaults(facts, settings),
    loadBalancer: 'optional',
    usesDocker: containerManager === 'docker',
    storageClasses,
    addons: [],
    sections: kubespraySections(facts),
    ...addressFamilies(facts),
    egress: { registries: registries(settings), mirrors: [] },
    systems: supportedSystems(facts.systems ?? [], facts.documentedSystems ?? []),
    requirements: kubesprayRequirements(facts, {
      kubernetes,
      proxyMode: chosen('kube_proxy_mode', one('kube_proxy_mode', 'ipvs')),
      containerManager,
    }),
  }
}

/** Whether the facts are complete and well-formed: they may come from a cluster file. */
function isDescribed(facts: SourceFacts): boolean {
  const [kubernetesDefault = ''] = facts.kubernetesDefault ?? []
  return (
    REQUIRED_FACTS.every((fact) => (facts[fact]?.length ?? 0) > 0) &&
    [...(facts.kubernetes ?? []), ...(facts.kubernetesArm64 ?? [])].every(isVersion) &&
    (facts.kubernetes ?? []).includes(kubernetesDefault) &&
    facts.ansible?.length === 2 &&
    facts.ansible.every(isVersion) &&
    facts.memoryMiB?.length === 2 &&
    facts.memoryMiB.every((size) => /^\d{1,6}$/.test(size))
  )
}

const isVersion = (text: string): boolean => /^\d+\.\d+\.\d+$/.test(text)

/** The registries of the images, by the variable that replaces them. */
const REGISTRIES = {
  kube_image_repo: 'registry.k8s.io',
  quay_image_repo: 'quay.io',
  docker_image_repo: 'registry-1.docker.io',
}

/** A repository may have a port and a path: `mirror.example.com:5000/k8s`. */
function registries(settings: Settings): string[] {
  const hosts = Object.entries(REGISTRIES).map(([variable, registry]) => {
    const [own = ''] = (settings[variable] || settings.registry_host || '').trim().split('/')
    return /^[a-z0-9.-]+(:\d+)?$/i.test(own) ? own : registry
  })
  return [...new Set(hosts.map((host) => (host.includes(':') ? host : `${host}:443`)))]
}

/** kubeadm requires two cores of a control plane; Kubespray asserts the memory. The size of the disk is our own. */
function sizes({ memoryMiB = [] }: SourceFacts): Pick<Release, 'minimum' | 'recommended' | 'minimumHosts'> {
  const [controlPlane = 0, worker = 0] = memoryMiB.map((size) => Number(size) / 1024)
  const minimum = { scope: 'host' as const, cores: 1, memoryGiB: worker, diskGiB: 10 }
  const byRole = { master: { cores: 2, memoryGiB: controlPlane } }
  return {
    minimum: inEachMode({ ...minimum, byRole }),
    recommended: undefined,
    minimumHosts: inEachMode(1),
  }
}

function networkDefaults(facts: SourceFacts, settings: Settings): Release['defaults'] {
  const [plugin = DEFAULTS.plugin] = facts.kube_network_plugin ?? []
  const [serviceCidr = DEFAULTS.serviceCidr] = facts.kube_service_addresses ?? []
  const [podCidr = DEFAULTS.podCidr] = facts.kube_pods_subnet ?? []
  const nodePrefix = prefix(settings.kube_network_node_prefix || facts.kube_network_node_prefix?.[0], 24)
  return { ...DEFAULTS, plugin, serviceCidr, podCidr, nodePrefix, ...ipv6Defaults(facts, settings) }
}

/** Releases before 2.28 install IPv6 only in addition to IPv4 (`enable_dual_stack_networks`). */
function addressFamilies({ ipv6 = [] }: SourceFacts): { families: readonly ('ipv4' | 'dual' | 'ipv6')[] } {
  const [variable] = ipv6
  if (variable === undefined) return { families: ['ipv4'] }
  return { families: variable === 'ipv6_stack' ? ['ipv4', 'dual', 'ipv6'] : ['ipv4', 'dual'] }
}

function ipv6Defaults(facts: SourceFacts, settings: Settings) {
  const [serviceCidr] = facts.kube_service_addresses_ipv6 ?? []
  const [podCidr] = facts.kube_pods_subnet_ipv6 ?? []
  if (facts.ipv6 === undefined || serviceCidr === undefined || podCidr === undefined) return {}
  const [stated] = facts.kube_network_node_prefix_ipv6 ?? []
  const nodePrefix = prefix(settings.kube_network_node_prefix_ipv6 || stated, 120)
  return { ipv6: { serviceCidr, podCidr, nodePrefix } }
}

function prefix(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : otherwise
}

const storageClasses: readonly StorageClass[] = [
  { id: 'none', modes: MODES, parameters: [] },
  {
    id: 'local-path',
    modes: MODES,
    parameters: [
      setting('local_path_provisioner_claim_root', 'path', {
        required: true,
        default: '/opt/local-path-provisioner/',
      }),
    ],
  },
]
