/** What a cluster decides of vars.yml: which keys, with which values. */
import type { Cluster } from '@/lib/cluster/cluster'
import { parameterValues } from '@/lib/cluster/parameters'
import type { Parameter, Release, StorageClass } from '../installer'
import type { ScalarType } from './vars-scalar'

export interface WantedScalar {
  kind: 'scalar'
  type: ScalarType
  text: string
  /** Written with quotes where nothing stands yet. */
  quoted?: boolean
}
export interface WantedList {
  kind: 'list'
  items: WantedScalar[]
}
export interface WantedMap {
  kind: 'map'
  entries: { key: string; value: WantedScalar }[]
}
export type WantedValue = WantedScalar | WantedList | WantedMap

export interface WantedEntry {
  key: string
  /** Undefined: the key must not be in force. */
  value: WantedValue | undefined
  /** Only where the key stands already: left out, it means the same. */
  onlyIfPresent?: boolean
}

/** In the order in which they are added where they do not stand yet. */
export function wantedEntries(cluster: Cluster, release: Release): WantedEntry[] {
  return [
    ...networkEntries(cluster),
    ...loadBalancerEntries(cluster),
    ...release.storageClasses.flatMap((one) => classEntries(one, cluster)),
    ...harborEntries(cluster, release),
  ]
}

function text(value: string): WantedScalar {
  return { kind: 'scalar', type: 'text', text: value }
}

function flag(value: boolean): WantedScalar {
  return { kind: 'scalar', type: 'boolean', text: String(value) }
}

function networkEntries({ network }: Cluster): WantedEntry[] {
  return [
    { key: 'kube_network_plugin', value: text(network.plugin) },
    { key: 'kube_service_addresses', value: text(network.serviceCidr) },
    { key: 'kube_pods_subnet', value: text(network.podCidr) },
  ]
}

/**
 * A load balancer that stands in the file and is not the cluster's is taken out of force: the playbooks would put it
 * before the masters. Its domain name alone does nothing and stays.
 */
function loadBalancerEntries({ network, installer }: Cluster): WantedEntry[] {
  const key = 'loadbalancer_apiserver'
  const balancer = installer.mode === 'multi-node' ? network.loadBalancer : undefined
  if (!balancer) return [{ key, value: undefined, onlyIfPresent: true }]
  const port: WantedScalar = { kind: 'scalar', type: 'pasted', text: String(balancer.port) }
  const entries = [
    { key: 'address', value: text(balancer.address) },
    { key: 'port', value: port },
  ]
  return [
    { key: 'apiserver_loadbalancer_domain_name', value: text(balancer.domain) },
    { key, value: { kind: 'map', entries } },
  ]
}

/**
 * The chosen class is on, with its parameters; the others are off where they stand. Local Volume is on by itself
 * (kubesphere-installer.md, section 5), so that it is turned off in any case. Parameters of the others stay.
 */
function classEntries(one: StorageClass, cluster: Cluster): WantedEntry[] {
  const chosen = one.id === cluster.storage.class
  const onlyIfPresent = !chosen && one.id !== 'local'
  const switches = [one.enable, one.isDefault].map((key) => ({ key, value: flag(chosen), onlyIfPresent }))
  if (!chosen) return switches
  const values = parameterValues(one, cluster.storage.parameters)
  const parameters = one.parameters.flatMap((parameter) => {
    const value = values[parameter.key]
    return value === undefined ? [] : [{ key: parameter.key, value: parameterWanted(parameter, value) }]
  })
  return [...switches, ...parameters]
}

function parameterWanted({ kind, quoted }: Parameter, value: string): WantedValue {
  switch (kind) {
    case 'list':
      return { kind: 'list', items: value.split('\n').map(text) }
    case 'boolean':
      return flag(value === 'true')
    case 'number':
      return { kind: 'scalar', type: 'pasted', text: value }
    case 'choice':
      return quoted ? { ...text(value), quoted } : { kind: 'scalar', type: 'pasted', text: value }
    case 'text':
    case 'address':
    case 'path':
    case 'url':
    case 'secret':
      return { ...text(value), ...(quoted && { quoted }) }
  }
}

function harborEntries({ addons }: Cluster, release: Release): WantedEntry[] {
  if (!release.addons.includes('harbor')) return []
  const { enabled, domain } = addons.harbor
  const on: WantedEntry = { key: 'harbor_enable', value: flag(enabled), onlyIfPresent: !enabled }
  return enabled && domain ? [on, { key: 'harbor_domain', value: text(domain) }] : [on]
}
