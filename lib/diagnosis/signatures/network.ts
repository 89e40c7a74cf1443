/** Signatures of failures of the pod network and of DNS in the cluster. */
import type { Signature } from '../signature'

export const NETWORK: readonly Signature[] = [
  {
    id: 'bgp',
    keywords: ['BGP not established'],
    pattern: /BIRD is not ready: BGP not established/,
    check: 'tcp',
  },
  {
    id: 'coredns-loop',
    keywords: ['loop detected', 'plugin/loop', 'Loop detected'],
    pattern: /(?<!recursive )loop detected|plugin\/loop: (?:Seen|Loop)|Loop detected for zone/,
    check: 'dns',
  },
  {
    id: 'dns-svc',
    keywords: [':53: i/o timeout'],
    pattern: /dial (?:udp|tcp) 10\.[\d.]{5,11}:53: i\/o timeout/,
    check: 'tcp',
  },
  {
    id: 'resolve',
    keywords: ['in name resolution', 'nameserver should not be'],
    pattern:
      /(?<!resolve hostname \S{1,255}: )Temporary failure in name resolution|nameserver should not be empty/,
    check: 'dns',
  },
  {
    id: 'proxy-local',
    keywords: ['Tunnel connection failed'],
    pattern: /Tunnel connection failed/,
  },
]
