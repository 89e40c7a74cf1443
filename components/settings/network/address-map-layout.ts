import type { Segment } from '@/lib/cluster/address-map'

/** A section of the address space that is drawn to scale. */
export interface AddressWindow {
  start: number
  end: number
  segments: Segment[]
}

/** Segments with at most this many addresses between them share a window (a /16). */
const MAX_GAP = 2 ** 16

/** Groups segments into windows, to omit the large unused parts of the address space. */
export function toWindows(segments: readonly Segment[]): AddressWindow[] {
  const found: AddressWindow[] = []
  for (const segment of segments) {
    const open = found.at(-1)
    if (open && segment.start <= open.end + MAX_GAP) {
      open.end = Math.max(open.end, segment.end)
      open.segments.push(segment)
    } else found.push({ start: segment.start, end: segment.end, segments: [segment] })
  }
  return found.map(withMargin)
}

/** Adds a margin and widens the window to at least a /24, so that a single host is a thin line. */
function withMargin({ start, end, segments }: AddressWindow): AddressWindow {
  const width = Math.max(end - start + 1, 256)
  const margin = Math.max(Math.round(width * 0.04), 4)
  const middle = (start + end) / 2
  return {
    start: Math.max(0, Math.min(start, Math.floor(middle - width / 2)) - margin),
    end: Math.min(2 ** 32 - 1, Math.max(end, Math.ceil(middle + width / 2)) + margin),
    segments,
  }
}

/** Places networks in rows without overlaps. */
export function toRows(segments: readonly Segment[]): Segment[][] {
  const rows: Segment[][] = []
  for (const segment of segments.filter(isNetwork)) {
    const free = rows.find((row) => (row.at(-1)?.end ?? -1) < segment.start)
    if (free) free.push(segment)
    else rows.push([segment])
  }
  return rows
}

export function isNetwork({ start, end }: Segment): boolean {
  return end > start
}
