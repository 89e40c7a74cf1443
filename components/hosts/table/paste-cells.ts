import type { HostDraft } from '@/lib/cluster/draft/draft'
import { type Column, isRole, isTextColumn, withRole } from './columns'

/** Whether text has several cells, as copied from a spreadsheet: columns separated by tabs, one row per line. */
export function hasMultipleCells(text: string): boolean {
  return /[\t\n]/.test(text.trim())
}

/** Whether the import dialog should parse the text instead. */
export function isInventory(text: string): boolean {
  return /^\s*\[[^\]]+\]\s*$/m.test(text) || /\bansible_\w+\s*=/.test(text)
}

export function parseCells(text: string): string[][] {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\n+$/, '')
    .split('\n')
    .map((line) => line.split('\t').map((cell) => cell.trim()))
}

const TRUTHY = /^(x|✓|✔|1|y|yes|true|是)$/i

function withCellText(host: HostDraft, column: Column, text: string): HostDraft {
  if (isTextColumn(column)) return { ...host, [column]: text }
  if (isRole(column)) return withRole(host, column, TRUTHY.test(text))
  return host
}

/**
 * Pastes a grid of cells at a row and column. Missing rows are created by `newHost`.
 * @param columns the columns of the table, in order
 */
export function pasteCells(
  hosts: readonly HostDraft[],
  at: { row: number; column: Column },
  cells: readonly (readonly string[])[],
  newHost: (before: readonly HostDraft[]) => HostDraft,
  columns: readonly Column[],
): HostDraft[] {
  const next = [...hosts]
  const pasted = columns.slice(columns.indexOf(at.column))
  cells.forEach((line, offset) => {
    while (next.length <= at.row + offset) next.push(newHost(next))
    const host = next[at.row + offset]
    if (!host) return
    next[at.row + offset] = line.reduce((done, text, index) => {
      const column = pasted[index]
      return column ? withCellText(done, column, text) : done
    }, host)
  })
  return next
}
