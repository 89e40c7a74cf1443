/**
 * Renders the variables of the inventory, in files of our own. Most settings have the name of the variable. Variables in
 * `all` also apply to hosts that only run etcd.
 */
import { encodeVariable } from '@/lib/ansible/inventory/encode'
import type { Cluster } from '@/lib/cluster/cluster'
import { renderYaml, SecretText, type YamlMapping } from '@/lib/yaml/render'
import type { RenderedFile } from '../installer'
import { renderExtraVariables } from '../playbooks/extra-variables'
import { siteUrls } from './downloads'
import { variableFiles } from './paths'
import { URL_VARIABLES } from './sources'

const HEADER = ['Written by Taskbox. Further variables of your own are in taskbox-extra.yml.']

export function renderGroupVars(cluster: Cluster): RenderedFile[] {
  const paths = variableFiles(cluster)
  return [
    { path: paths.all, ...renderYaml(HEADER, allVariables(cluster)) },
    { path: paths.k8s, ...renderYaml(HEADER, clusterVariables(cluster)) },
    renderExtraVariables(cluster, paths.extra),
  ]
}

/** Settings whose variable has the same name and value. */
const TEXTS = ['container_manager', 'registry_host']
const IMAGE_REPOSITORIES = ['kube', 'gcr', 'github', 'docker', 'quay'].map((site) => `${site}_image_repo`)
/** These may contain a password. */
const URLS = [...['http_proxy', 'https_proxy', 'files_repo'], ...['debian_repo', 'ubuntu_repo', 'yum_repo']]

function allVariables(cluster: Cluster): YamlMapping {
  const { settings, installer } = cluster
  const prefix = installer.facts?.kubernetesPrefix?.[0] ?? ''
  return {
    // Since 2.28 the URL of a failed download is only in the log with this. Taskbox masks passwords.
    unsafe_show_logs: true,
    kube_version: settings.kube_version && `${prefix}${settings.kube_version}`,
    ...pick(TEXTS, settings, (value) => encodeVariable(value)),
    ...pick(IMAGE_REPOSITORIES, imageRepositories(settings), (value) => encodeVariable(value)),
    ...pick(
      [...URLS, ...URL_VARIABLES],
      { ...settings, ...redirectedUrls(cluster) },
      (value) => new SecretText(encodeVariable(value)),
    ),
    additional_no_proxy: settings.additional_no_proxy?.split('\n').join(','),
    containerd_registries_mirrors: mirrors(settings.containerd_registries_mirrors),
    ...stacks(cluster),
    ...loadBalancer(cluster),
  }
}

/** Releases before 2.28 have one variable for dual stack, and none for IPv6 only. */
function stacks({ network: { ipv6 }, installer }: Cluster): YamlMapping {
  if (!ipv6) return {}
  const [variable = 'ipv6_stack'] = installer.facts?.ipv6 ?? []
  return { [variable]: true, ipv4_stack: ipv6.dualStack ? undefined : false }
}

/** Kubespray's defaults do not use `registry_host`: its sample for offline installs sets each repository to it. */
function imageRepositories(settings: Cluster['settings']): Record<string, string> {
  const { registry_host: registry = '' } = settings
  return Object.fromEntries(IMAGE_REPOSITORIES.map((name) => [name, settings[name] || registry]))
}

/** Nor do they use `files_repo`. Releases before 2.25 have a variable for each file instead of one for each site. */
function redirectedUrls({ settings, installer }: Cluster): Record<string, string> {
  const known = installer.facts?.urlVariables ?? []
  const urls = Object.entries(siteUrls(settings))
  return Object.fromEntries(urls.filter(([name]) => settings.files_repo && known.includes(name)))
}

function pick<V>(
  names: readonly string[],
  settings: Readonly<Record<string, string>>,
  convert: (value: string) => V,
): Record<string, V> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = settings[name]
      return value ? [[name, convert(value)] as const] : []
    }),
  )
}

/** Each line has a registry and the mirrors that replace it. */
function mirrors(lines = ''): YamlMapping[] | undefined {
  if (lines === '') return undefined
  return lines.split('\n').map((line) => {
    const [registry = '', ...hosts] = line.trim().split(/\s+/)
    return {
      prefix: encodeVariable(registry),
      mirrors: hosts.map((host) => ({
        host: encodeVariable(host),
        capabilities: ['pull', 'resolve'],
        skip_verify: false,
      })),
    }
  })
}

/** An external load balancer, a virtual address of kube-vip, or by default a proxy on each worker. */
function loadBalancer({ network, settings }: Cluster): YamlMapping {
  const { loadBalancer: external } = network
  if (external)
    return {
      loadbalancer_apiserver_localhost: false,
      apiserver_loadbalancer_domain_name: encodeVariable(external.domain),
      loadbalancer_apiserver: { address: encodeVariable(external.address), port: external.port },
    }
  if (settings.kube_vip_enabled === 'true') return virtualAddress(settings)
  return {
    loadbalancer_apiserver_localhost: true,
    loadbalancer_apiserver_type: settings.loadbalancer_apiserver_type,
  }
}

function virtualAddress(settings: Cluster['settings']): YamlMapping {
  const address = encodeVariable(settings.kube_vip_address ?? '')
  return {
    kube_vip_enabled: true,
    kube_vip_controlplane_enabled: true,
    kube_vip_arp_enabled: settings.kube_vip_arp_enabled !== 'false',
    kube_vip_address: address,
    kube_vip_interface: settings.kube_vip_interface && encodeVariable(settings.kube_vip_interface),
    loadbalancer_apiserver_localhost: false,
    loadbalancer_apiserver: { address, port: 6443 },
    // Otherwise other nodes would answer ARP requests for the address.
    kube_proxy_strict_arp: true,
  }
}

function clusterVariables({ network, settings, storage }: Cluster): YamlMapping {
  const isLocalPath = storage.class === 'local-path'
  return {
    kube_network_plugin: encodeVariable(network.plugin),
    kube_service_addresses: network.serviceCidr,
    kube_pods_subnet: network.podCidr,
    kube_network_node_prefix: positive(settings.kube_network_node_prefix),
    ...(network.ipv6 && {
      kube_service_addresses_ipv6: network.ipv6.serviceCidr,
      kube_pods_subnet_ipv6: network.ipv6.podCidr,
      kube_network_node_prefix_ipv6: positive(settings.kube_network_node_prefix_ipv6),
    }),
    kube_proxy_mode: settings.kube_proxy_mode,
    local_path_provisioner_enabled: isLocalPath,
    local_path_provisioner_claim_root: isLocalPath
      ? storage.parameters.local_path_provisioner_claim_root
      : undefined,
  }
}

function positive(text: string | undefined): number | undefined {
  const number = Number(text)
  return Number.isInteger(number) && number > 0 ? number : undefined
}

/**
 * Variables that the rendered files set. `kube_proxy_strict_arp` is not one of them: MetalLB needs it as well, and with
 * kube-vip the file of this name, the last of its folder, sets it over the user's.
 */
export const RESERVED_VARIABLES: readonly string[] = [
  ...['unsafe_show_logs', 'kube_version', 'additional_no_proxy', 'containerd_registries_mirrors'],
  ...TEXTS,
  ...IMAGE_REPOSITORIES,
  ...URLS,
  ...URL_VARIABLES,
  ...['loadbalancer_apiserver_localhost', 'loadbalancer_apiserver_type', 'loadbalancer_apiserver'],
  ...['apiserver_loadbalancer_domain_name', 'ip', 'access_ip', 'etcd_member_name'],
  ...['enabled', 'controlplane_enabled', 'arp_enabled', 'address', 'interface'].map(
    (name) => `kube_vip_${name}`,
  ),
  ...['kube_service_addresses', 'kube_pods_subnet', 'kube_network_node_prefix'].flatMap((name) => [
    name,
    `${name}_ipv6`,
  ]),
  ...['ipv4_stack', 'ipv6_stack', 'enable_dual_stack_networks', 'kube_network_plugin'],
  ...['kube_proxy_mode', 'local_path_provisioner_enabled', 'local_path_provisioner_claim_root'],
]
