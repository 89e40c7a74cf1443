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
    keywords: ['loop detected', 'plugin/loop'],
    pattern: /loop detected|plugin\/loop: Seen/,
    check: 'dns',
  },
]
