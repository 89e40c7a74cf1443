/** Imports hosts from a table, as a spreadsheet, a page or a mail has it, or from lines of addresses and ranges. */
import { isDnsName, parseAddress as parseIp, reservedRange } from '@/lib/network/address'
import { expandRange } from '@/lib/network/expand-range'
import type { HostDraft } from '../draft/draft'
import { emptyHost } from '../draft/empty-draft'
import { type Delimiter, parseRows, type Row } from './cells'
import {
  type Column,
  type Columns,
  guessColumns,
  isAddressCell,
  isHeading,
  isKnownUser,
  parseAddress,
  parseRoles,
} from './columns'
import {
  emptyImport,
  type Finding,
  type Imported,
  type ImportFormat,
  MAX_HOSTS,
  type UnreadReason,
  unreadLines,
} from './imported'
import { MASK, maskLine } from './mask'
import { alignRows } from './rows'

const FORMATS: Readonly<Record<Delimiter, ImportFormat>> = {
  '\t': 'tsv',
  '|': 'markdown',
  ';': 'csv',
  ',': 'csv',
}

/** Cells are copied without validation. Hosts become nodes if the table has no column of roles. */
export function importTable(text: string): Imported {
  const cells = parseRows(text, { isAddress: isAddressCell, isHeading })
  const { heading, rows, findings } = alignRows(cells)
  const columns = heading ?? guessColumns(fullRows(rows).slice(0, MAX_HOSTS))
  const body = heading ? rows : rows.map((row) => moveRoles(row, columns))
  const names = new HostNames(body.map((row) => cellText(row, columns, 'name')))
  const hosts: HostDraft[] = []
  for (const row of body) {
    const problem = findProblem(row, columns, cells.delimiter)
    const found = problem && problem.reason !== 'role' ? [] : toHosts(row, columns, names)
    const isTooMany = hosts.length + found.length > MAX_HOSTS
    if (problem || isTooMany) findings.push(problem ?? { line: row.line, reason: 'limit', subject: '' })
    if (!isTooMany) hosts.push(...found)
  }
  return {
    ...emptyImport(cells.delimiter === undefined ? 'table' : FORMATS[cells.delimiter]),
    hosts: hosts.map((host, index) => ({ ...host, id: `h${index + 1}` })),
    unread: unreadLines(findings, rowMasker(cells.rows, columns, cells.delimiter)),
  }
}

/** The rows with the most cells, by which columns without a heading are recognized. */
function fullRows(rows: readonly Row[]): string[][] {
  const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  return rows.filter(({ cells }) => cells.length === width).map(({ cells }) => cells)
}

/** A short row that ends in roles lacks cells in front of them. */
function moveRoles(row: Row, columns: Columns): Row {
  const at = columns.indexOf('roles')
  const last = row.cells.length - 1
  if (at <= last || parseRoles(row.cells[last] ?? '') === undefined || columns[last] === 'name') return row
  const empty = Array.from({ length: at - last }, () => '')
  return { ...row, cells: [...row.cells.slice(0, last), ...empty, row.cells[last] ?? ''] }
}

function cellText({ cells }: Row, columns: Columns, column: Column): string {
  const at = columns.indexOf(column)
  return at < 0 ? '' : (cells[at] ?? '')
}

/** Why a row is not a host, or, for `role`, not completely understood. */
function findProblem(row: Row, columns: Columns, delimiter: Delimiter | undefined): Finding | undefined {
  const problem = (reason: UnreadReason, subject = ''): Finding => ({ line: row.line, reason, subject })
  const { address } = parseAddress(cellText(row, columns, 'address'))
  const name = cellText(row, columns, 'name')
  if (!address && !name) return problem('no-host-row')
  const ip = parseIp(address)
  if (isLocalhost(name) || isLocalhost(address) || (ip && reservedRange(ip) === 'loopback'))
    return problem('loopback')
  // A word without a digit or a dot, or several words, is not even a mistyped address.
  const isPlausible = address === '' || isAddressCell(address) || /^\S*[\d.:]\S*$/.test(address)
  if (!isPlausible && !(delimiter && isDnsName(address))) return problem('no-host-row')
  const roles = cellText(row, columns, 'roles')
  return roles !== '' && parseRoles(roles) === undefined ? problem('role', roles) : undefined
}

function isLocalhost(text: string): boolean {
  return /^localhost(?:\.localdomain)?$/i.test(text)
}

/** One host, or one per address of a range. */
function toHosts(row: Row, columns: Columns, names: HostNames): HostDraft[] {
  const cell = (column: Column) => cellText(row, columns, column)
  const typed = parseAddress(cell('address'))
  const expanded = isAddressCell(cell('address')) ? expandRange(typed.address) : [typed.address]
  const addresses = Array.isArray(expanded) ? expanded : [typed.address]
  const user = cell('user') || typed.user
  const hasOwnLogin = user !== '' || cell('password') !== ''
  const roles = columns.includes('roles') ? (parseRoles(cell('roles')) ?? []) : ['node' as const]
  return addresses.map((address, index) =>
    emptyHost('', {
      name: names.next(cell('name'), index, addresses.length),
      address,
      ip: addresses.length === 1 ? cell('ip') : '',
      ip6: addresses.length === 1 ? cell('ip6') : '',
      port: cell('port') || typed.port,
      ...(hasOwnLogin && { user: user || 'root', sharedLogin: false }),
      password: cell('password'),
      sudoPassword: cell('sudoPassword'),
      roles,
    }),
  )
}

/**
 * Returns the text of the row on a line, in which only cells that cannot be passwords are legible. Without a column of
 * passwords, it is masked like any other line.
 */
function rowMasker(
  rows: readonly Row[],
  columns: Columns,
  delimiter: Delimiter | undefined,
): (line: number) => string {
  const secret = columns.findIndex((column) => column === 'password' || column === 'sudoPassword')
  const separator = delimiter === undefined || delimiter === '\t' ? ' ' : `${delimiter} `
  const isLegible = (cell: string, at: number) =>
    secret < 0 || at < secret || isAddressCell(cell) || isKnownUser(cell) || parseRoles(cell) !== undefined
  const byLine = new Map(rows.map(({ line, cells }) => [line, cells]))
  return (line) => {
    const cells = byLine.get(line) ?? []
    return maskLine(
      cells.map((cell, at) => (cell === '' || isLegible(cell, at) ? cell : MASK)).join(separator),
    )
  }
}

/** Generates missing host names: `node1`, `node2`, … */
class HostNames {
  private readonly usedNames: Set<string>
  private count = 0

  constructor(reservedNames: readonly string[]) {
    this.usedNames = new Set(reservedNames)
  }

  /** The name of the host at `index` of the `count` hosts of a row. */
  next(entered: string, index: number, count: number): string {
    if (entered && count === 1) return entered
    if (!entered) return this.nextFree('node')
    const [, prefix = entered, digits = ''] = /^(.*?)([0-9]{0,9})$/.exec(entered) ?? []
    const number = (digits === '' ? 1 : Number(digits)) + index
    return `${prefix}${String(number).padStart(digits.length, '0')}`
  }

  private nextFree(prefix: string): string {
    do this.count += 1
    while (this.usedNames.has(`${prefix}${this.count}`))
    return `${prefix}${this.count}`
  }
}
