import type { Segment } from '@/lib/cluster/address-map'
import { ADDRESS_BITS } from '@/lib/network/address'
import type { AddressRange } from '@/lib/network/cidr'

/** A section of the address space that is drawn to scale. */
export interface AddressWindow extends AddressRange {
  segments: Segment[]
}

/** Segments with at most this many addresses between them share a window (a /16). */
const MAX_GAP = 2n ** 16n

/** Groups segments into windows, to omit the large unused parts of the address space. */
export function toWindows(segments: readonly Segment[]): AddressWindow[] {
  const found: AddressWindow[] = []
  for (const segment of segments) {
    const open = found.at(-1)
    if (open?.family === segment.family && segment.start <= open.end + MAX_GAP) {
      open.end = larger(open.end, segment.end)
      open.segments.push(segment)
    } else found.push({ ...rangeOf([segment]), segments: [segment] })
  }
  return found.map(withMargin)
}

/** The smallest range with all segments, which have one family. */
export function rangeOf(segments: readonly AddressRange[]): AddressRange {
  const [first] = segments
  return {
    family: first?.family ?? 4,
    start: segments.reduce((start, one) => smaller(start, one.start), first?.start ?? 0n),
    end: segments.reduce((end, one) => larger(end, one.end), first?.end ?? 0n),
  }
}

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other)
const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other)

/** Adds a margin and widens the window to at least a /24, so that a single host is a thin line. */
function withMargin({ family, start, end, segments }: AddressWindow): AddressWindow {
  const width = larger(end - start + 1n, 256n)
  const margin = larger(width / 25n, 4n)
  const middle = (start + end) / 2n
  const last = 2n ** BigInt(ADDRESS_BITS[family]) - 1n
  return {
    family,
    start: larger(0n, smaller(start, middle - width / 2n) - margin),
    end: smaller(last, larger(end, middle + width / 2n) + margin),
    segments,
  }
}

/** Places networks in rows without overlaps. */
export function toRows(segments: readonly Segment[]): Segment[][] {
  const rows: Segment[][] = []
  for (const segment of segments.filter(isNetwork)) {
    const free = rows.find((row) => (row.at(-1)?.end ?? -1n) < segment.start)
    if (free) free.push(segment)
    else rows.push([segment])
  }
  return rows
}

export function isNetwork({ start, end }: AddressRange): boolean {
  return end > start
}
