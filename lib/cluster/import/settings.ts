/** Settings of a cluster that foreign files state, under the names of Kubespray, kubeasz, k3s-ansible and KubeSphere. */
import { tryParseCidr } from '@/lib/network/cidr'
import type { ImportedSettings } from './imported'

type Setting = keyof ImportedSettings

const VARIABLES: Readonly<Record<string, Setting>> = {
  kube_version: 'kubernetesVersion',
  k3s_version: 'kubernetesVersion',
  K8S_VER: 'kubernetesVersion',
  kube_network_plugin: 'plugin',
  CLUSTER_NETWORK: 'plugin',
  kube_pods_subnet: 'podCidr',
  CLUSTER_CIDR: 'podCidr',
  kube_service_addresses: 'serviceCidr',
  SERVICE_CIDR: 'serviceCidr',
  container_manager: 'containerRuntime',
  CONTAINER_RUNTIME: 'containerRuntime',
  kube_proxy_mode: 'proxyMode',
  PROXY_MODE: 'proxyMode',
  apiserver_loadbalancer_domain_name: 'loadBalancerDomain',
  'loadbalancer_apiserver.address': 'loadBalancerAddress',
  'loadbalancer_apiserver.port': 'loadBalancerPort',
}
export const SETTING_VARIABLES: readonly string[] = Object.keys(VARIABLES)

/** The settings that all hosts agree on, of their variables. */
export function settingsOfVariables(hosts: readonly Readonly<Record<string, string>>[]): ImportedSettings {
  const found: ImportedSettings = {}
  for (const [name, setting] of Object.entries(VARIABLES)) {
    const values = new Set(hosts.map((variables) => variables[name]).filter(Boolean))
    const [value] = values
    if (values.size === 1 && value !== undefined) found[setting] ??= value
  }
  return certainSettings(found)
}

/** The settings without empty and invalid values. Of the networks of both families, the IPv4 one is taken. */
export function certainSettings(found: ImportedSettings): ImportedSettings {
  const entries = Object.entries(found).map(([setting, value]): [string, string] => {
    const text = value.trim()
    return [setting, setting.endsWith('Cidr') ? firstNetwork(text) : text]
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

function firstNetwork(text: string): string {
  const networks = text.split(',').map((network) => network.trim())
  return (
    networks.find((network) => tryParseCidr(network, 4)) ??
    networks.find((network) => tryParseCidr(network)) ??
    ''
  )
}
