/**
 * Decides which rows of a text belong to its table, and aligns them: a row that is a sentence, or has more cells than the
 * others, would put a wrong word into each column.
 */
import type { Cells, Row } from './cells'
import { type Columns, isAddressCell, joinHeadingWords, parseHeading, parseRoles } from './columns'
import type { Finding } from './imported'

export interface Table {
  /** By heading; undefined without one. */
  heading: Columns | undefined
  rows: Row[]
  findings: Finding[]
}

/** More words than a row of hosts has. */
const MAX_WORDS = 10
/** Words of sentences, which no host has as its name, user or password. */
const SENTENCE_WORDS =
  /^(?:the|an|is|are|was|were|be|been|and|or|but|not|of|to|in|at|for|from|with|by|as|if|then|it|its|this|that|these|those|we|our|your|they|their|will|would|should|can|could|must|may|have|has|had|please|use|using|install|here|there|thanks|regards|via|after|before|when|which|who|so|also|only|just|needs?|wants?)$/i
/** A word with the punctuation of a sentence: `hosts:`, `machines,`. */
const PUNCTUATED = /^[\p{L}\p{N}'’-]*\p{L}[,.:;!?]$/u
const CHINESE_SENTENCE = /[。；：！？是在为和请把的]/u

export function alignRows({ rows, delimiter }: Cells): Table {
  const [first, ...others] = rows
  const heading = first && readHeading(first.cells, others, delimiter === undefined)
  const candidates = heading ? others : rows
  const isSentence = (row: Row) =>
    !heading && (delimiter === undefined ? isProse(row.cells) : isProseCell(row.cells))
  const sentences = new Set(candidates.filter(isSentence))
  const body = candidates.filter((row) => !sentences.has(row)).flatMap(splitAddressList)
  const joined = joinRoles(body, heading)
  const width = heading?.length ?? usualWidth(joined)
  const isTooLong = ({ cells }: Row) => cells.slice(width).some((cell) => cell !== '')
  const findings = [
    ...[...sentences].map(({ line }): Finding => ({ line, reason: 'prose', subject: '' })),
    ...joined.filter(isTooLong).map(({ line }): Finding => ({ line, reason: 'extra-cells', subject: '' })),
  ]
  return { heading, rows: joined.filter((row) => !isTooLong(row)), findings }
}

function readHeading(cells: readonly string[], rows: readonly Row[], words: boolean): Columns | undefined {
  const joined = words ? joinHeadingWords(cells) : cells
  const width = usualWidth(rows)
  const isSplit = words && joined.length !== cells.length && joined.length === width
  return parseHeading(isSplit ? joined : cells)
}

function isProse(cells: readonly string[]): boolean {
  const [first = ''] = cells
  if (cells.length === 1) return !isAddressCell(first) && !isHostWord(first)
  // The last word may be a password.
  if (cells.length > MAX_WORDS || cells.slice(0, -1).some((cell) => SENTENCE_WORDS.test(cell))) return true
  if (cells.some((cell) => CHINESE_SENTENCE.test(cell))) return true
  if (cells.slice(0, -1).some((cell) => PUNCTUATED.test(cell))) return true
  // Words alone: without an address or a domain they may be anything.
  return !cells.some((cell) => isAddressCell(cell) || isDomain(cell) || isMistypedAddress(cell))
}

function isMistypedAddress(cell: string): boolean {
  const digit = cell.search(/\d/)
  return /^[\d.:/-]+$/.test(cell) && digit >= 0 && cell.lastIndexOf('.') > digit
}

/** A name that stands alone on its line. */
function isHostWord(word: string): boolean {
  return /^(?:[^@\s]+@)?[a-z0-9][a-z0-9.-]*[a-z0-9](?::\d+)?$|^[a-z]$/.test(word)
}

function isDomain(cell: string): boolean {
  return /^(?:[^@\s]+@)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+(?::\d+)?$/i.test(cell)
}

/** Whether a row that a delimiter splits is a sentence with commas. */
function isProseCell(cells: readonly string[]): boolean {
  return cells.some((cell) => {
    const words = cell.split(/\s+/)
    return words.length > 1 && words.some((word) => SENTENCE_WORDS.test(word))
  })
}

/** A row of at least three addresses is a list, not a host with three addresses. */
function splitAddressList(row: Row): Row[] {
  const cells = row.cells.filter((cell) => cell !== '')
  if (cells.length < 3 || !cells.every(isAddressCell)) return [row]
  return cells.map((cell) => ({ line: row.line, cells: [cell] }))
}

/** Joins roles that stand in several cells of a row: `Master01 10.77.0.11 master etcd`. */
function joinRoles(rows: readonly Row[], heading: Columns | undefined): Row[] {
  const column = heading?.indexOf('roles') ?? -1
  // Columns with another word than a role somewhere.
  const isOther = new Set(
    rows.flatMap(({ cells }) => cells.flatMap((cell, at) => (parseRoles(cell) ? [] : [at]))),
  )
  return rows.map((row) => {
    const { cells } = row
    if (heading && (column < 0 || cells.length <= heading.length)) return row
    let from = heading
      ? column
      : cells.findIndex((cell, at) => parseRoles(cell) !== undefined && !isOther.has(at))
    if (from < 0) return row
    let to = from
    while (to < cells.length && parseRoles(cells[to] ?? '') !== undefined) to += 1
    // The first of equal words is the name: `10.0.0.1 master master etcd`.
    if (!heading && cells.slice(from + 1, to).includes(cells[from] ?? '')) from += 1
    if (to - from < 2) return row
    return { ...row, cells: [...cells.slice(0, from), cells.slice(from, to).join(','), ...cells.slice(to)] }
  })
}

/** The number of cells that most rows have. Of two, the smaller one if they differ by one cell. */
function usualWidth(rows: readonly Row[]): number {
  const counts = new Map<number, number>()
  for (const { cells } of rows) {
    const width = cells.findLastIndex((cell) => cell !== '') + 1
    counts.set(width, (counts.get(width) ?? 0) + 1)
  }
  const most = Math.max(0, ...counts.values())
  const widths = [...counts].filter(([, rows]) => rows === most).map(([width]) => width)
  const [least = 0, greatest = 0] = [Math.min(...widths), Math.max(...widths)]
  return greatest - least === 1 ? least : greatest
}
