/** The address space of a draft, for the diagram of the network step: sorted segments with their overlaps. */

import { type AddressRange, type Cidr, isCidr, overlaps, parseCidr, tryParseCidr } from '@/lib/network/cidr'
import type { Draft } from './draft/draft'
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

/** Returns all segments sorted by first address, larger ones first. Incomplete values are omitted. */
export function addressMap(draft: Draft, release: ReleaseOptions | undefined): Segment[] {
  const { serviceCidr, podCidr } = draft.network
  const addresses = knownAddresses(draft, release).map(({ kind, name, text, path, value }) => ({
    ...{ kind, name, text, path },
    start: value,
    end: value,
  }))
  const bare: SegmentWithoutOverlaps[] = [
    ...networkSegment('service', serviceCidr, ['network', 'serviceCidr']),
    ...networkSegment('pod', podCidr, ['network', 'podCidr']),
    ...networkSegment('docker', DOCKER_NETWORK, []),
    ...addresses,
  ]
  return withOverlaps(bare.sort((one, other) => one.start - other.start || other.end - one.end))
}

/** A network with host bits set is corrected to the network that it is in. */
function networkSegment(kind: SegmentKind, typed: string, path: FieldPath): SegmentWithoutOverlaps[] {
  const text = typed.trim()
  const parsed = parseCidr(text)
  const network: Cidr | undefined = isCidr(parsed)
    ? parsed
    : parsed.problem === 'host-bits'
      ? tryParseCidr(parsed.suggestion)
      : undefined
  return network ? [{ kind, name: '', text, path, start: network.start, end: network.end }] : []
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
