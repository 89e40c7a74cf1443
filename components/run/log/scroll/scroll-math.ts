/**
 * Converts between scroll positions in a log and the scroll bar. An element cannot be as high as ten million lines, and
 * the height of a wrapped line is known only if it is cached. So a position is a row and a pixel offset in it: small
 * movements change it by pixels, and the scroll bar is approximate.
 */

export interface ScrollPosition {
  /** The topmost visible row, from 0. */
  row: number
  /** Pixels of that row above the upper edge. */
  offset: number
}

export interface Viewport {
  /** Total number of rows. */
  count: number
  /** Height of the visible area, in pixels. */
  height: number
  heightOf: (row: number) => number
  /** Average height of a row, in pixels. */
  averageHeight: number
}

/** Browsers limit the height of an element: Chromium to about 33 million pixels, others to about 17. */
const MAX_SCROLL_HEIGHT = 8_000_000

/** Height of the scrolled element, in pixels. */
export const scrollHeightOf = ({ count, averageHeight, height }: Viewport): number =>
  Math.max(height, Math.min(MAX_SCROLL_HEIGHT, Math.ceil(count * averageHeight)))

export const START: ScrollPosition = { row: 0, offset: 0 }

/** The position at which the last rows fill the visible area. */
export function endPosition(viewport: Viewport): ScrollPosition {
  let remaining = viewport.height
  for (let row = viewport.count - 1; row >= 0; row -= 1) {
    remaining -= viewport.heightOf(row)
    if (remaining <= 0) return { row, offset: Math.abs(remaining) }
  }
  return START
}

/** Moves a position by pixels, downwards if positive, within the bounds of the log. */
export function moveBy(viewport: Viewport, position: ScrollPosition, pixels: number): ScrollPosition {
  let { row, offset } = { row: position.row, offset: position.offset + pixels }
  for (; offset < 0 && row > 0; row -= 1) offset += viewport.heightOf(row - 1)
  for (
    let height = viewport.heightOf(row);
    offset >= height && row < viewport.count - 1;
    height = viewport.heightOf(row)
  ) {
    offset -= height
    row += 1
  }
  return clampPosition(viewport, { row, offset: Math.max(0, offset) })
}

/** Limits a position to the end of the log. */
export function clampPosition(viewport: Viewport, position: ScrollPosition): ScrollPosition {
  let remaining = viewport.height + position.offset
  for (let row = position.row; row < viewport.count; row += 1) {
    remaining -= viewport.heightOf(row)
    if (remaining <= 0) return position
  }
  return endPosition(viewport)
}

/** The position for a scroll bar value. */
export function positionAt(viewport: Viewport, scrollTop: number): ScrollPosition {
  const scrollable = scrollHeightOf(viewport) - viewport.height
  if (scrollTop >= scrollable - 0.5) return endPosition(viewport)
  const { averageHeight } = viewport
  const along = Math.max(0, scrollTop) * scaleOf(viewport)
  const row = Math.min(viewport.count - 1, Math.floor(along / averageHeight))
  return clampPosition(viewport, {
    row,
    offset: Math.floor(((along - row * averageHeight) / averageHeight) * viewport.heightOf(row)),
  })
}

/** The scroll bar value for a position. */
export function scrollTopOf(viewport: Viewport, { row, offset }: ScrollPosition): number {
  const scrollable = scrollHeightOf(viewport) - viewport.height
  const end = endPosition(viewport)
  if (row > end.row || (row === end.row && offset >= end.offset)) return scrollable
  const along = (row + offset / viewport.heightOf(row)) * viewport.averageHeight
  return Math.min(scrollable, along / scaleOf(viewport))
}

/** Pixels of the log per pixel of the scroll bar. */
export function scaleOf(viewport: Viewport): number {
  const scrollable = scrollHeightOf(viewport) - viewport.height
  const all = viewport.count * viewport.averageHeight - viewport.height
  return scrollable > 0 && all > 0 ? all / scrollable : 1
}

/** The visible rows and `more` rows on either side, with the distance of each from the upper edge. */
export function visibleRows(
  viewport: Viewport,
  position: ScrollPosition,
  more: number,
): { row: number; top: number }[] {
  const rows: { row: number; top: number }[] = []
  let top = -position.offset
  for (let row = position.row - 1; row >= Math.max(0, position.row - more); row -= 1) {
    top -= viewport.heightOf(row)
    rows.unshift({ row, top })
  }
  top = -position.offset
  for (let row = position.row, remaining = more; row < viewport.count && remaining > 0; row += 1) {
    rows.push({ row, top })
    top += viewport.heightOf(row)
    if (top >= viewport.height) remaining -= 1
  }
  return rows
}
