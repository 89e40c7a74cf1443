/**
 * Where in a log one looks, and how that stands to the scroll bar. A browser's element cannot be as high as ten
 * million lines, and how many rows a wrapped line takes is known only of lines that are here. So the place is a row
 * and the pixels of it that are out of sight; small movements change it by pixels, and the scroll bar shows about how
 * far along it is.
 */

export interface ScrollPosition {
  /** The topmost row in sight, from 0. */
  row: number
  /** How much of it is above the edge, in pixels. */
  px: number
}

export interface Viewport {
  /** How many rows there are. */
  count: number
  /** Height of what is in sight, in pixels. */
  view: number
  heightOf: (row: number) => number
  /** What a row takes on the average, in pixels. */
  usual: number
}

/** Chromium's elements end near 33 million pixels, others' near 17. */
const MAX_SCROLL_HEIGHT = 8_000_000

/** How high the element is that is scrolled. */
export const scrollHeightOf = ({ count, usual, view }: Viewport): number =>
  Math.max(view, Math.min(MAX_SCROLL_HEIGHT, Math.ceil(count * usual)))

export const START: ScrollPosition = { row: 0, px: 0 }

/** The last rows fill what is in sight. */
export function endPosition(extent: Viewport): ScrollPosition {
  let left = extent.view
  for (let row = extent.count - 1; row >= 0; row -= 1) {
    left -= extent.heightOf(row)
    if (left <= 0) return { row, px: Math.abs(left) }
  }
  return START
}

/** Moves by pixels, down where they are positive; stays within the log. */
export function moveBy(extent: Viewport, place: ScrollPosition, pixels: number): ScrollPosition {
  let { row, px } = { row: place.row, px: place.px + pixels }
  for (; px < 0 && row > 0; row -= 1) px += extent.heightOf(row - 1)
  for (
    let height = extent.heightOf(row);
    px >= height && row < extent.count - 1;
    height = extent.heightOf(row)
  ) {
    px -= height
    row += 1
  }
  return clampPosition(extent, { row, px: Math.max(0, px) })
}

/** The place itself, or the end where it would show what is behind the last row. */
export function clampPosition(extent: Viewport, place: ScrollPosition): ScrollPosition {
  let left = extent.view + place.px
  for (let row = place.row; row < extent.count; row += 1) {
    left -= extent.heightOf(row)
    if (left <= 0) return place
  }
  return endPosition(extent)
}

/** Where the scroll bar leads to. */
export function positionAt(extent: Viewport, scrollTop: number): ScrollPosition {
  const scrollable = scrollHeightOf(extent) - extent.view
  if (scrollTop >= scrollable - 0.5) return endPosition(extent)
  const { usual } = extent
  const along = Math.max(0, scrollTop) * scaleOf(extent)
  const row = Math.min(extent.count - 1, Math.floor(along / usual))
  return clampPosition(extent, {
    row,
    px: Math.floor(((along - row * usual) / usual) * extent.heightOf(row)),
  })
}

/** Where the scroll bar should stand. */
export function scrollTopOf(extent: Viewport, { row, px }: ScrollPosition): number {
  const scrollable = scrollHeightOf(extent) - extent.view
  const end = endPosition(extent)
  if (row > end.row || (row === end.row && px >= end.px)) return scrollable
  const along = (row + px / extent.heightOf(row)) * extent.usual
  return Math.min(scrollable, along / scaleOf(extent))
}

/** Pixels of the log to a pixel of the scroll bar's way. */
export function scaleOf(extent: Viewport): number {
  const scrollable = scrollHeightOf(extent) - extent.view
  const all = extent.count * extent.usual - extent.view
  return scrollable > 0 && all > 0 ? all / scrollable : 1
}

/** The rows in sight, and `more` at either side, with where each begins below the upper edge. */
export function visibleRows(
  extent: Viewport,
  place: ScrollPosition,
  more: number,
): { row: number; top: number }[] {
  const rows: { row: number; top: number }[] = []
  let top = -place.px
  for (let row = place.row - 1; row >= Math.max(0, place.row - more); row -= 1) {
    top -= extent.heightOf(row)
    rows.unshift({ row, top })
  }
  top = -place.px
  for (let row = place.row, left = more; row < extent.count && left > 0; row += 1) {
    rows.push({ row, top })
    top += extent.heightOf(row)
    if (top >= extent.view) left -= 1
  }
  return rows
}
