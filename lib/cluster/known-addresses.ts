/** The addresses in a draft that are outside the cluster's own networks: hosts, load balancer, storage servers. */

import { type IpAddress, parseAddress, parseEndpoint } from '@/lib/network/address'
import type { Draft } from './draft/draft'
import { storageClassOf } from './draft/release-defaults'
import { clusterAddressFields } from './families'
import type { FieldPath } from './problem'
import type { ReleaseOptions } from './release-options'

/** Docker's default bridge network. */
export const DOCKER_NETWORK = '172.17.0.0/16'

export interface KnownAddress {
  kind: 'host' | 'load-balancer' | 'storage'
  /** A host's name, or the key of a storage parameter. */
  name: string
  path: FieldPath
  text: string
  address: IpAddress
}

/** Returns all known addresses. Incomplete addresses and DNS names are omitted. */
export function knownAddresses(draft: Draft, release: ReleaseOptions | undefined): KnownAddress[] {
  return [...hostAddresses(draft), ...loadBalancerAddress(draft), ...storageAddresses(draft, release)]
}

function toKnownAddress(
  kind: KnownAddress['kind'],
  name: string,
  path: FieldPath,
  text: string,
): KnownAddress[] {
  const address = parseAddress(text.trim())
  return address ? [{ kind, name, path, text: text.trim(), address }] : []
}

function hostAddresses({ hosts, network }: Draft): KnownAddress[] {
  const fields = ['address', ...clusterAddressFields(network.families)] as const
  return hosts.flatMap((host, index) => {
    const name = host.name.trim() || host.address.trim() || host.ip.trim()
    const typed = (field: (typeof fields)[number]) => host[field].trim()
    return fields
      .filter((field) => field === 'address' || typed(field) !== typed('address'))
      .flatMap((field) => toKnownAddress('host', name, ['hosts', index, field], host[field]))
  })
}

function loadBalancerAddress({ network }: Draft): KnownAddress[] {
  const { domain, address } = network.loadBalancer
  return toKnownAddress('load-balancer', domain.trim(), ['network', 'loadBalancer', 'address'], address)
}

/** Storage servers are named by parameters of the kinds `address`, `list` and `url`. */
function storageAddresses({ storage }: Draft, release: ReleaseOptions | undefined): KnownAddress[] {
  const chosen = release?.storageClasses.find(
    ({ id }) => id === storageClassOf({ class: storage.class.trim() }, release),
  )
  return (chosen?.parameters ?? []).flatMap(({ key, kind, default: defaultValue }) => {
    const value = (storage.parameters[key] ?? '').trim() || defaultValue
    const path = ['storage', 'parameters', key]
    if (kind === 'url') return toKnownAddress('storage', key, path, urlHost(value))
    if (kind !== 'address' && kind !== 'list') return []
    const servers = value.split('\n').map((entry) => parseEndpoint(entry.trim())?.host ?? '')
    return servers.flatMap((server) => toKnownAddress('storage', key, path, server))
  })
}

function urlHost(url: string): string {
  try {
    return new URL(url).hostname
  } catch {
    return ''
  }
}
