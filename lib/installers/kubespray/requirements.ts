/** Requirements for hosts of a Kubespray release, which depend on the chosen Kubernetes, proxy mode and runtime. */
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import type { KernelModule, PortRange, Requirements } from '../installer'
import { hostPythonFor } from '../playbooks/host-python'
import { KUBERNETES_PORTS, kernelRequirements, NODE_PORTS } from '../playbooks/kubernetes'
import { compareVersions } from '../versions'
import { ansibleBounds } from './ansible-bounds'

/** The choices that change what hosts need. */
export interface Choices {
  /** Without `v`. */
  kubernetes: string
  proxyMode: string
  containerManager: string
}

/** `kube_proxy_ipvs_modules`; the other two are loaded, but not needed. */
const IPVS_MODULES: readonly KernelModule[] = ['ip_vs', 'ip_vs_rr', 'ip_vs_wrr', 'ip_vs_sh']

/** Asserted for `kube_proxy_mode: nftables`. */
const NFTABLES_KERNEL = '5.13'

/** docs/operations/port-requirements.md, the ports of nodelocaldns, and those of the plugins' agents. */
const PORTS: readonly PortRange[] = [
  ...KUBERNETES_PORTS,
  { from: 179, to: 179, plugin: 'calico' },
  { from: 9098, to: 9099, plugin: 'calico' },
  { from: 4240, to: 4240, plugin: 'cilium' },
  { from: 4244, to: 4244, plugin: 'cilium' },
  // nodelocaldns listens on 169.254.25.10, which conflicts only with a socket for all addresses.
  { from: 53, to: 53, wildcardOnly: true },
  { from: 9254, to: 9254 },
]

/** VXLAN of Calico (`calico_vxlan_mode`, the default since 2.19), Flannel and Cilium; Geneve of Kube-OVN. */
const OVERLAY_PORTS = { calico: 4789, flannel: 8472, cilium: 8472, 'kube-ovn': 6081 }

export function kubesprayRequirements(
  facts: SourceFacts,
  { kubernetes, proxyMode, containerManager }: Choices,
): Requirements {
  const { kernel, cgroups } = kernelRequirements(kubernetes)
  const isNewer = proxyMode === 'nftables' && compareVersions(NFTABLES_KERNEL, kernel) > 0
  return {
    architectures: architectures(facts, kubernetes),
    // Its minimum is compared with MemTotal, and is already lower than the size of a machine.
    memoryTolerance: 0,
    kernel: isNewer ? NFTABLES_KERNEL : kernel,
    cgroups,
    ...runtimeRequirements(containerManager),
    modules: ['br_netfilter', 'overlay', 'nf_conntrack', ...(proxyMode === 'ipvs' ? IPVS_MODULES : [])],
    pluginModules: { calico: ['vxlan'], flannel: ['vxlan'], cilium: ['vxlan'] },
    storageModules: {},
    overlayPorts: OVERLAY_PORTS,
    ownPingVariable: 'ping_access_ip',
    ports: PORTS,
    nodePorts: NODE_PORTS,
    needsPython2: false,
    hostPython: hostPythonFor(ansibleBounds(facts)),
  }
}

/** The services of each `container_manager`. Those of Docker are in the role `cri-dockerd` as well. */
const RUNTIME_SERVICES = {
  docker: ['docker', 'containerd', 'cri-dockerd'],
  containerd: ['containerd'],
  crio: ['crio'],
} as const

/** The role `validate-container-engine` uninstalls other runtimes that run. */
function runtimeRequirements(
  manager: string,
): Pick<Requirements, 'runtime' | 'services' | 'removesOtherRuntimes'> {
  const runtime = RUNTIMES.find((one) => one === manager) ?? 'containerd'
  return { runtime, services: [...RUNTIME_SERVICES[runtime], 'kubelet', 'etcd'], removesOtherRuntimes: true }
}

const RUNTIMES = ['docker', 'containerd', 'crio'] as const

function architectures({ kubernetes, kubernetesArm64 = kubernetes }: SourceFacts, version: string): string[] {
  const arm64 = kubernetesArm64?.includes(version) ?? false
  return ['x86_64', 'amd64', ...(arm64 ? ['aarch64', 'arm64'] : [])]
}
