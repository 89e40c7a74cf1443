/** Copying out of a log of which only the rows in sight are in the page. */
import type { LogLines } from './log-lines'
import { plainText } from './spans'
import type { Rows } from './wrapping'

interface Point {
  row: number
  /** Characters into the row's text. */
  offset: number
}

/** The rows that a selection begins and ends in; they must stay in the page while it stands. */
export function selectedRows(scroller: HTMLElement): number[] {
  const selection = document.getSelection()
  if (!selection || selection.isCollapsed) return []
  return [selection.anchorNode, selection.focusNode]
    .filter((node) => node !== null && scroller.contains(node))
    .flatMap((node) => rowElement(node)?.dataset.row ?? [])
    .map(Number)
}

/** The selected text of the log without escape codes and line numbers, rows out of sight included; undefined: not all of it is the log's. */
export function selectedText(lines: LogLines, rows: Rows): string | undefined {
  const selection = document.getSelection()
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return undefined
  const range = selection.getRangeAt(0)
  const from = point(range.startContainer, range.startOffset)
  const to = point(range.endContainer, range.endOffset)
  return from && to && textBetween(lines, rows, from, to)
}

function point(node: Node, offset: number): Point | undefined {
  const row = rowElement(node)
  const text = row?.querySelector('[data-text]')
  if (!row || !text) return undefined
  const before = document.createRange()
  before.selectNodeContents(text)
  if (text.contains(node)) before.setEnd(node, offset)
  else if (text.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING) before.collapse(true)
  return { row: Number(row.dataset.row), offset: before.toString().length }
}

function rowElement(node: Node | null): HTMLElement | null {
  const element = node instanceof HTMLElement ? node : node?.parentElement
  return element?.closest<HTMLElement>('[data-row]') ?? null
}

/** Rows of one line are joined as the line is; lines by a newline. */
export function textBetween(lines: LogLines, rows: Rows, from: Point, to: Point): string {
  let text = ''
  for (let row = from.row; row <= to.row; row += 1) {
    const { line, start, end } = rows.place(row)
    const whole = plainText(lines.raw(line)).slice(start, end)
    const cut = whole.slice(row === from.row ? from.offset : 0, row === to.row ? to.offset : undefined)
    text += row > from.row && start === 0 ? `\n${cut}` : cut
  }
  return text
}
