/** The address space of a draft, for the diagram of the network step: sorted segments with their overlaps. */

import { type AddressRange, isCidr, overlaps, parseCidr, tryParseCidr } from '@/lib/network/cidr'
import type { Draft } from './draft/draft'
import { type ClusterNetwork, clusterNetworks, usesIpv6 } from './families'
import { DOCKER_NETWORK, knownAddresses } from './known-addresses'
import type { FieldPath } from './problem'
import type { ReleaseOptions } from './release-options'

export type SegmentKind = 'service' | 'pod' | 'host' | 'load-balancer' | 'storage' | 'docker'

/** An inclusive range of addresses. */
export interface Segment extends AddressRange {
  kind: SegmentKind
  /** A host's name, the load balancer's domain, a storage parameter's key; empty for networks. */
  name: string
  /** As typed: `10.233.0.0/18`, `192.168.0.1`. */
  text: string
  /** The path of the field; empty for Docker's network. */
  path: FieldPath
  /** Indexes of the segments that overlap this one. */
  overlaps: number[]
}

type SegmentWithoutOverlaps = Omit<Segment, 'overlaps'>

/**
 * Returns all segments sorted by family and first address, larger ones first. Incomplete values are omitted, and IPv6
 * addresses if the cluster does not use IPv6.
 */
export function addressMap(draft: Draft, release: ReleaseOptions | undefined): Segment[] {
  const networks = clusterNetworks(draft.network, release).flatMap(({ kind, text, field }) =>
    networkSegment(kind, text, ['network', field]),
  )
  const addresses = knownAddresses(draft, release)
    .filter(({ address }) => address.family === 4 || usesIpv6(draft.network.families))
    .map(({ kind, name, text, path, address: { family, value } }) => ({
      ...{ kind, name, text, path, family },
      start: value,
      end: value,
    }))
  const docker = (release?.usesDocker ?? true) ? networkSegment('docker', DOCKER_NETWORK, []) : []
  const bare = [...networks, ...docker, ...addresses]
  return withOverlaps(bare.sort(compareSegments))
}

/** The networks that cannot be compared with others, because their text is empty or invalid. */
export function incomparableNetworks(
  { network }: Pick<Draft, 'network'>,
  release: ReleaseOptions | undefined,
): ClusterNetwork[] {
  return clusterNetworks(network, release).filter(
    ({ kind, text, field }) => networkSegment(kind, text, ['network', field]).length === 0,
  )
}

function compareSegments(one: AddressRange, other: AddressRange): number {
  const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0)
  return one.family - other.family || compare(one.start, other.start) || compare(other.end, one.end)
}

/** A network with host bits set is corrected to the network that it is in. */
function networkSegment(kind: SegmentKind, typed: string, path: FieldPath): SegmentWithoutOverlaps[] {
  const text = typed.trim()
  const parsed = parseCidr(text)
  if (!isCidr(parsed) && parsed.problem !== 'host-bits') return []
  const network = isCidr(parsed) ? parsed : tryParseCidr(parsed.suggestion)
  if (!network) return []
  const { family, start, end } = network
  return [{ kind, name: '', text, path, family, start, end }]
}

/** Sweeps over the sorted segments. Those that have not ended overlap the current one. */
function withOverlaps(sorted: readonly SegmentWithoutOverlaps[]): Segment[] {
  const segments = sorted.map((bare): Segment => ({ ...bare, overlaps: [] }))
  let open: number[] = []
  segments.forEach((segment, index) => {
    open = open.filter((earlier) => {
      const other = segments[earlier]
      return other !== undefined && overlaps(other, segment)
    })
    for (const earlier of open) {
      segments[earlier]?.overlaps.push(index)
      segment.overlaps.push(earlier)
    }
    open.push(index)
  })
  return segments
}
