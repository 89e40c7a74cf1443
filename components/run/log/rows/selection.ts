/** The selection in a log of which only the visible rows are in the page. */

export interface SelectionPoint {
  row: number
  /** Offset in the row's text, in characters. */
  offset: number
}

/** The rows in which the selection starts and ends. They must remain in the page while it exists. */
export function selectedRows(scroller: HTMLElement): number[] {
  const selection = document.getSelection()
  if (!selection || selection.isCollapsed) return []
  return [selection.anchorNode, selection.focusNode]
    .filter((node) => node !== null && scroller.contains(node))
    .flatMap((node) => closestRow(node)?.dataset.row ?? [])
    .map(Number)
}

/** Start and end of the selection; undefined if nothing is selected, or if it extends beyond the log. */
export function selectedRange(): { from: SelectionPoint; to: SelectionPoint } | undefined {
  const selection = document.getSelection()
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return undefined
  const range = selection.getRangeAt(0)
  const from = toPoint(range.startContainer, range.startOffset)
  const to = toPoint(range.endContainer, range.endOffset)
  return from && to && { from, to }
}

function toPoint(node: Node, offset: number): SelectionPoint | undefined {
  const row = closestRow(node)
  const text = row?.querySelector('[data-text]')
  if (!row || !text) return undefined
  const before = document.createRange()
  before.selectNodeContents(text)
  if (text.contains(node)) before.setEnd(node, offset)
  else if (text.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING) before.collapse(true)
  return { row: Number(row.dataset.row), offset: before.toString().length }
}

function closestRow(node: Node | null): HTMLElement | null {
  const element = node instanceof HTMLElement ? node : node?.parentElement
  return element?.closest<HTMLElement>('[data-row]') ?? null
}

/** The text between two points. `texts` are the plain texts of the rows from `from.row` to `to.row`. */
export function textBetween(texts: readonly string[], from: SelectionPoint, to: SelectionPoint): string {
  const last = texts.length - 1
  return texts
    .map((text, at) => text.slice(at === 0 ? from.offset : 0, at === last ? to.offset : undefined))
    .join('\n')
}
