/** A release of k3s-ansible as data, from the facts of its checkout. */
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import type { Mode, PortRange, Release, Requirements, StorageClass } from '../installer'
import { hostPythonFor } from '../playbooks/host-python'
import { kernelRequirements, NODE_PORTS } from '../playbooks/kubernetes'
import { memoizeRelease } from '../playbooks/memoize-release'
import { compareVersions } from '../versions'
import { ansibleBounds } from './ansible-bounds'
import { k3sSections } from './settings'
import { K3S_VERSION, REQUIRED_FACTS } from './source-facts'

const MODES: readonly Mode[] = ['multi-node']
const inEachMode = <V>(value: V): Record<Mode, V> => ({ 'multi-node': value, 'all-in-one': value })

/** Defaults of k3s (`cluster-cidr`, `service-cidr`). */
export const DEFAULTS: Release['defaults'] = {
  plugin: 'flannel',
  serviceCidr: '10.43.0.0/16',
  podCidr: '10.42.0.0/16',
  loadBalancerDomain: '',
  nodePrefix: 24,
  // k3s has no default; a node's subnet is that of kube-controller-manager (`node-cidr-mask-size-ipv6`).
  ipv6: { serviceCidr: 'fd00:43::/112', podCidr: 'fd00:42::/56', nodePrefix: 64 },
  storageClass: 'local-path',
}

/** The release that a checkout contains; undefined if the facts do not describe it. See `kubesprayRelease`. */
export const k3sRelease = memoizeRelease(describe, ['k3s_version', 'flannel_backend'])

function describe(
  id: string,
  facts: SourceFacts,
  settings: Readonly<Record<string, string>>,
): Release | undefined {
  if (!/^\d+\.\d+\.\d+$/.test(id) || !isDescribed(facts)) return undefined
  const version = settings.k3s_version?.trim() || (facts.k3sDefault?.[0] ?? '')
  return {
    installer: 'k3s',
    id,
    kubernetes: version,
    modes: MODES,
    // Servers store the cluster's state, and run workloads as well.
    roles: ['master', 'node'],
    optionalRoles: ['node'],
    minimumHosts: inEachMode(1),
    // docs.k3s.io, requirements: a server needs more than an agent. The size of the disk is our own.
    minimum: inEachMode({
      ...{ scope: 'host' as const, cores: 1, memoryGiB: 0.5, diskGiB: 10 },
      byRole: { master: { cores: 2, memoryGiB: 2 } },
    }),
    recommended: undefined,
    networkPlugins: ['flannel', 'none'],
    defaults: DEFAULTS,
    loadBalancer: 'optional',
    usesDocker: false,
    storageClasses,
    addons: [],
    sections: k3sSections(facts, id),
    // The URL of `api_endpoint` has brackets since 1.2.2. With brackets in the variable, the certificate would be wrong.
    families: ['ipv4', 'dual'],
    loadBalancerNeedsIpv4: compareVersions(id, '1.2.2') < 0,
    egress: { registries: ['registry-1.docker.io:443'], mirrors: [] },
    systems: SYSTEMS,
    requirements: {
      ...requirements(version),
      hostPython: hostPythonFor(ansibleBounds(facts)),
      ...overlayPorts(settings.flannel_backend),
    },
  }
}

function isDescribed(facts: SourceFacts): boolean {
  const [ansible = '', k3s = ''] = REQUIRED_FACTS.map((fact) => facts[fact]?.[0])
  return /^\d+(\.\d+)+$/.test(ansible) && K3S_VERSION.test(k3s)
}

/** The systems of its README, in all versions. */
const SYSTEMS: Release['systems'] = [
  ...['debian', 'ubuntu', 'raspbian'],
  ...['rhel', 'centos', 'rocky', 'almalinux', 'ol', 'fedora'],
  ...['sles', 'opensuse-leap', 'arch'],
].map((id) => ({ id, versions: [] }))

/** docs.k3s.io, requirements. Agents use 6444 for their load balancer. */
const PORTS: readonly PortRange[] = [
  { from: 6443, to: 6444 },
  { from: 2379, to: 2380, role: 'master' },
  { from: 10248, to: 10259 },
]

/** docs.k3s.io, requirements: VXLAN and WireGuard; `host-gw` has no tunnel. */
function overlayPorts(backend = ''): Pick<Requirements, 'overlayPorts'> {
  const ports: Readonly<Record<string, number>> = { vxlan: 8472, 'wireguard-native': 51820 }
  const port = ports[backend || 'vxlan']
  return port === undefined ? {} : { overlayPorts: { flannel: port } }
}

function requirements(version: string): Requirements {
  return {
    architectures: ['x86_64', 'amd64', 'aarch64', 'arm64', 'armv7l'],
    memoryTolerance: 0.07,
    ...kernelRequirements(version.replace(/^v/, '')),
    runtime: 'embedded',
    services: ['k3s', 'k3s-agent'],
    modules: ['br_netfilter', 'overlay', 'nf_conntrack'],
    pluginModules: { flannel: ['vxlan'] },
    storageModules: {},
    ports: PORTS,
    nodePorts: NODE_PORTS,
    needsPython2: false,
  }
}

/** k3s brings this class as the default. */
const storageClasses: readonly StorageClass[] = [{ id: 'local-path', modes: MODES, parameters: [] }]
