import type { Draft } from '@/lib/cluster/draft/draft'
import type { HostsImport } from '@/lib/contract/hosts-import'

const FIELDS = [
  'plugin',
  'podCidr',
  'serviceCidr',
  'loadBalancerAddress',
  'loadBalancerPort',
  'loadBalancerDomain',
] as const

/** The network with the imported settings, and those of them that change it. */
export function networkOf(
  network: Draft['network'],
  settings: HostsImport['settings'],
): { network: Draft['network']; stated: [(typeof FIELDS)[number], string][] } {
  const { loadBalancer } = network
  const imported: Draft['network'] = {
    ...network,
    plugin: settings.plugin ?? network.plugin,
    podCidr: settings.podCidr ?? network.podCidr,
    serviceCidr: settings.serviceCidr ?? network.serviceCidr,
    loadBalancer: {
      address: settings.loadBalancerAddress ?? loadBalancer.address,
      port: settings.loadBalancerPort ?? loadBalancer.port,
      domain: settings.loadBalancerDomain ?? loadBalancer.domain,
    },
  }
  const present: Record<(typeof FIELDS)[number], string> = {
    plugin: network.plugin,
    podCidr: network.podCidr,
    serviceCidr: network.serviceCidr,
    loadBalancerAddress: loadBalancer.address,
    loadBalancerPort: loadBalancer.port,
    loadBalancerDomain: loadBalancer.domain,
  }
  const stated = FIELDS.flatMap((field): [(typeof FIELDS)[number], string][] => {
    const value = settings[field]
    return value === undefined || value === present[field] ? [] : [[field, value]]
  })
  return { network: imported, stated }
}
