import type { Segment } from '@/lib/cluster/address-map'

/** A stretch of the address space that is drawn to scale, with what lies in it. */
export interface AddressWindow {
  start: number
  end: number
  segments: Segment[]
}

/** Stretches closer than this share a window: a /16 of addresses. */
const MAX_GAP = 2 ** 16

/**
 * The address space in windows: between a host network and a pod network lie billions of addresses that nobody
 * wants to see, so only the places where something is are drawn.
 */
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

/** A little room at both ends, and never narrower than a /24, so that a lone host is not a wall. */
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

/** Networks in rows of their own, so that one never hides another; single addresses in the last row. */
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
