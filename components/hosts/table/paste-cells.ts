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

interface PasteOptions {
  newHost: (before: readonly HostDraft[]) => HostDraft
  /** The columns of the table, in order. */
  columns: readonly Column[]
  /** Ids of the visible rows, in order. */
  view: readonly string[]
}

/** Pastes a grid of cells at a visible row and a column. Lines after the last visible row become new hosts. */
export function pasteCells(
  hosts: readonly HostDraft[],
  at: { row: number; column: Column },
  cells: readonly (readonly string[])[],
  { newHost, columns, view }: PasteOptions,
): HostDraft[] {
  const next = [...hosts]
  const indexes = new Map(hosts.map(({ id }, index) => [id, index]))
  const pasted = columns.slice(columns.indexOf(at.column))
  cells.forEach((line, offset) => {
    const index = indexes.get(view[at.row + offset] ?? '') ?? next.length
    const host = next[index] ?? newHost(next)
    next[index] = line.reduce((done, text, position) => {
      const column = pasted[position]
      return column ? withCellText(done, column, text) : done
    }, host)
  })
  return next
}
