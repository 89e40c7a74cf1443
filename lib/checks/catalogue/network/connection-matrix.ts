/**
 * Selects the connections between hosts to test. All pairs of 200 hosts would be 40,000 connections.
 * This selection grows with hosts times masters and covers the common failures:
 * - Every host tests the API of every master and every etcd member; a node needs no other connection to join.
 * - Every etcd member tests every other one. One master tests the kubelet of each host, for `kubectl logs` and `exec`.
 * - Every host tests the next host of a ring. A host firewall blocks all peers alike, so one peer is enough to find it.
 *   A partitioned network breaks the ring in at least two places.
 * - With dual stack, every host also tests the IPv6 address of the next host, at one port.
 * A filter between two hosts that are neither masters, etcd members nor ring neighbours is not detected.
 */
import { type Cluster, type Host, inClusterAddresses } from '@/lib/cluster/cluster'

/** A TCP connection to a cluster address of a peer. */
export interface PeerConnection {
  peer: Host
  address: string
  port: number
}

const API = 6443
const ETCD = 2379
const ETCD_PEER = 2380
const KUBELET = 10250
const BGP = 179

/** Returns the connections that a host tests, without duplicates. */
export function connectionsToTest(from: Host, { hosts, network }: Cluster): PeerConnection[] {
  const hostIndex = hosts.findIndex(({ id }) => id === from.id)
  const masters = hosts.filter(({ roles }) => roles.includes('master'))
  const etcds = hosts.filter(({ roles }) => roles.includes('etcd'))
  const masterIndex = masters.findIndex(({ id }) => id === from.id)
  const kubelets = masterIndex < 0 ? [] : hosts.filter((_, index) => index % masters.length === masterIndex)
  const next = hosts[(hostIndex + 1) % hosts.length]
  const neighbourPorts = [next ? sshPort(next) : [], KUBELET, network.plugin === 'calico' ? BGP : []].flat()
  const connections: Omit<PeerConnection, 'address'>[] = [
    ...masters.map((peer) => ({ peer, port: API })),
    ...etcds.map((peer) => ({ peer, port: ETCD })),
    ...(from.roles.includes('etcd') ? etcds.map((peer) => ({ peer, port: ETCD_PEER })) : []),
    ...kubelets.map((peer) => ({ peer, port: KUBELET })),
    ...(next ? neighbourPorts.map((port) => ({ peer: next, port })) : []),
  ]
  const ring = next ? inClusterAddresses(next).map((address) => ({ peer: next, address, port: KUBELET })) : []
  const all = [...connections.map((connection) => ({ ...connection, address: connection.peer.ip })), ...ring]
  return unique(all.filter(({ peer }) => peer.id !== from.id))
}

/** Port of sshd inside the cluster. A port of an external address may be forwarded and does not apply to `ip`. */
const sshPort = ({ address, ip, port }: Host): number => (address === ip ? port : 22)

function unique(connections: readonly PeerConnection[]): PeerConnection[] {
  return [
    ...new Map(
      connections.map((connection) => [
        `${connection.peer.id} ${connection.address} ${connection.port}`,
        connection,
      ]),
    ).values(),
  ]
}
