/** The keys and values of the settings files that a cluster determines. */
import { encodeVariable } from '@/lib/ansible/inventory/encode'
import type { Cluster } from '@/lib/cluster/cluster'
import { parameterValues } from '@/lib/cluster/parameters'
import type { Parameter } from '@/lib/cluster/release-options'
import type { KubesphereAddon, KubesphereRelease, KubesphereStorageClass } from '../release'

export interface DesiredScalar {
  kind: 'scalar'
  /** `pasted`: the installer pastes the value into other texts, so quotes make no difference. */
  type: 'text' | 'boolean' | 'number' | 'pasted'
  text: string
  /** Always written with quotes. */
  quoted?: boolean
}
interface DesiredList {
  kind: 'list'
  items: DesiredScalar[]
}
interface DesiredMapping {
  kind: 'mapping'
  entries: { key: string; value: DesiredScalar }[]
}
export type DesiredValue = DesiredScalar | DesiredList | DesiredMapping

export interface DesiredEntry {
  key: string
  /** Undefined if the key must not be in force. */
  value: DesiredValue | undefined
  /** Not added if the file does not have the key: its default is the same. */
  onlyIfPresent?: boolean
}

/** The entries of one file of the release, in the order in which missing keys are added. */
export function desiredEntries(cluster: Cluster, release: KubesphereRelease, file: string): DesiredEntry[] {
  const storage = classesIn(release, file).flatMap((one) => classEntries(one, cluster))
  if (file !== release.settingsFile) return storage
  return [
    ...networkEntries(cluster),
    ...loadBalancerEntries(cluster),
    ...storage,
    ...release.addons.flatMap((addon) => addonEntries(addon, cluster)),
  ]
}

/** The storage classes whose keys are in a file. */
export function classesIn(
  { storageClasses, settingsFile }: KubesphereRelease,
  file: string,
): KubesphereStorageClass[] {
  return storageClasses.filter((one) => (one.file ?? settingsFile) === file)
}

function text(value: string): DesiredScalar {
  return { kind: 'scalar', type: 'text', text: encodeVariable(value) }
}

function flag(value: boolean): DesiredScalar {
  return { kind: 'scalar', type: 'boolean', text: String(value) }
}

function networkEntries({ network }: Cluster): DesiredEntry[] {
  return [
    { key: 'kube_network_plugin', value: text(network.plugin) },
    { key: 'kube_service_addresses', value: text(network.serviceCidr) },
    { key: 'kube_pods_subnet', value: text(network.podCidr) },
  ]
}

/**
 * A load balancer in the file that the cluster does not have is disabled, since the playbooks would use it. Its domain
 * name has no effect alone and stays.
 */
function loadBalancerEntries({ network, installer }: Cluster): DesiredEntry[] {
  const key = 'loadbalancer_apiserver'
  const balancer = installer.mode === 'multi-node' ? network.loadBalancer : undefined
  if (!balancer) return [{ key, value: undefined, onlyIfPresent: true }]
  const port: DesiredScalar = { kind: 'scalar', type: 'pasted', text: String(balancer.port) }
  const entries = [
    { key: 'address', value: text(balancer.address) },
    { key: 'port', value: port },
  ]
  return [
    { key: 'apiserver_loadbalancer_domain_name', value: text(balancer.domain) },
    { key, value: { kind: 'mapping', entries } },
  ]
}

/**
 * Enables the chosen class, with its parameters, and disables the others if the file has them. One that is enabled by
 * default is always disabled explicitly. Parameters of other classes stay.
 */
function classEntries(one: KubesphereStorageClass, cluster: Cluster): DesiredEntry[] {
  const chosen = one.id === cluster.storage.class
  const onlyIfPresent = !chosen && !one.enabledByDefault
  const switches = [one.enableKey, one.defaultKey].map((key) => ({ key, value: flag(chosen), onlyIfPresent }))
  if (!chosen) return switches
  const values = parameterValues(one.parameters, cluster.storage.parameters)
  const parameters = one.parameters.flatMap((parameter) => {
    const value = values[parameter.key]
    return value === undefined ? [] : [{ key: parameter.key, value: toDesiredValue(parameter, value) }]
  })
  return [...switches, ...parameters]
}

export function toDesiredValue({ kind, quoted, unquoted }: Parameter, value: string): DesiredValue {
  switch (kind) {
    case 'list':
      return { kind: 'list', items: value.split('\n').map(text) }
    case 'boolean':
      return flag(value === 'true')
    case 'number':
      return { kind: 'scalar', type: 'pasted', text: value }
    case 'choice':
      if (unquoted) return { kind: 'scalar', type: 'number', text: value }
      return quoted ? { ...text(value), quoted } : { kind: 'scalar', type: 'pasted', text: value }
    case 'text':
    case 'address':
    case 'path':
    case 'url':
    case 'cidr':
    case 'yaml':
    case 'secret':
      return { ...text(value), ...(quoted && { quoted }) }
  }
}

/** An add-on that is as in the package is only written if the file has its key. */
function addonEntries(
  { id, default: preset, enableKey, domainKey }: KubesphereAddon,
  { addons }: Cluster,
): DesiredEntry[] {
  const { enabled = preset, domain = '' } = addons[id] ?? {}
  const on: DesiredEntry = { key: enableKey, value: flag(enabled), onlyIfPresent: enabled === preset }
  return enabled && domainKey && domain ? [on, { key: domainKey, value: text(domain) }] : [on]
}
