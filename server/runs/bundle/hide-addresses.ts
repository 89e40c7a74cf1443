/**
 * Replaces the addresses of a cluster's machines by their names, for texts that may be published
 * (docs/decisions/031-issue-text-without-addresses.md).
 */
import { type Cluster, inClusterAddresses, type SshTarget } from '@/lib/cluster/cluster'

/** A machine is `<node1>`, `<taskbox>`, `<bastion>` or `<load-balancer>`. */
export function hideAddresses(text: string, cluster: Cluster): string {
  const names = machineNames(cluster)
  if (names.size === 0) return text
  // The longest first: an address may begin with another one.
  const addresses = [...names.keys()].sort((one, other) => other.length - one.length)
  const pattern = new RegExp(addresses.map(renderPattern).join('|'), 'gi')
  return text.replace(pattern, (found) => `<${names.get(found.toLowerCase()) ?? ''}>`)
}

/** An address only as a whole: not as a part of a longer address or name. */
function renderPattern(address: string): string {
  const literal = address.replace(/[^\w:-]/g, '\\$&')
  return address.includes(':')
    ? `(?<![\\w:.])${literal}(?!\\w|:\\w)`
    : `(?<![\\w.-])${literal}(?![\\w-]|\\.\\w)`
}

function machineNames({ hosts, taskbox, network }: Cluster): Map<string, string> {
  const names = new Map<string, string>()
  const add = (address: string | undefined, name: string) => {
    // A host that is connected to by its name needs no other one.
    if (address && address !== name && !names.has(address.toLowerCase()))
      names.set(address.toLowerCase(), name)
  }
  const addTarget = ({ address, bastion }: Pick<SshTarget, 'address' | 'bastion'>, name: string) => {
    add(address, name)
    add(bastion?.address, 'bastion')
  }
  for (const host of hosts) {
    addTarget(host, host.name)
    for (const address of inClusterAddresses(host)) add(address, host.name)
  }
  if (taskbox.kind === 'ssh') addTarget(taskbox, 'taskbox')
  add(network.loadBalancer?.address, 'load-balancer')
  return names
}
