/**
 * Which connections the hosts of a cluster try among each other. All pairs of 200 hosts would be 40,000; these are
 * about n times the masters, and they suffice since:
 * - every host tries every master's API and every etcd, which is all that a node needs of others to join;
 * - every etcd tries every other one, and one master tries each host's kubelet, for `kubectl logs` and `exec`;
 * - every host tries the next one of a ring, so that each is tried by a peer, too: a firewall on a host shuts a port
 *   for all alike, and a network that is cut in two parts cuts the ring in two places at least.
 * What stays unseen is a filter between just two hosts that are neither masters, etcds nor neighbours in the ring.
 */
import type { Cluster, Host } from '@/lib/cluster/cluster'

/** A connection to a peer's address in the cluster. */
export interface PeerConnection {
  peer: Host
  port: number
}

const API = 6443
const ETCD = 2379
const ETCD_PEER = 2380
const KUBELET = 10250
const BGP = 179

export function connectionsToTest(from: Host, { hosts, network }: Cluster): PeerConnection[] {
  const hostIndex = hosts.findIndex(({ id }) => id === from.id)
  const masters = hosts.filter(({ roles }) => roles.includes('master'))
  const etcds = hosts.filter(({ roles }) => roles.includes('etcd'))
  const masterIndex = masters.findIndex(({ id }) => id === from.id)
  const kubelets = masterIndex < 0 ? [] : hosts.filter((_, index) => index % masters.length === masterIndex)
  const next = hosts[(hostIndex + 1) % hosts.length]
  const neighbourPorts = [next ? sshPort(next) : [], KUBELET, network.plugin === 'calico' ? BGP : []].flat()
  const attempts = [
    ...masters.map((peer) => ({ peer, port: API })),
    ...etcds.map((peer) => ({ peer, port: ETCD })),
    ...(from.roles.includes('etcd') ? etcds.map((peer) => ({ peer, port: ETCD_PEER })) : []),
    ...kubelets.map((peer) => ({ peer, port: KUBELET })),
    ...(next ? neighbourPorts.map((port) => ({ peer: next, port })) : []),
  ]
  return unique(attempts.filter(({ peer }) => peer.id !== from.id))
}

/** Where its sshd listens inside the cluster: a forwarded port belongs to the address outside. */
const sshPort = ({ address, ip, port }: Host): number => (address === ip ? port : 22)

function unique(attempts: readonly PeerConnection[]): PeerConnection[] {
  return [...new Map(attempts.map((attempt) => [`${attempt.peer.id} ${attempt.port}`, attempt])).values()]
}
