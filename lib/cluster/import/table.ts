/** Imports hosts from pasted text: a spreadsheet table, lines of addresses and ranges, or an inventory. */
import { expandRange } from '@/lib/network/expand-range'
import type { Draft, HostDraft } from '../draft/draft'
import { emptyHost } from '../draft/empty-draft'
import { parseRows, type Row } from './cells'
import {
  type Column,
  type Columns,
  guessColumns,
  isAddressCell,
  isHeading,
  parseAddress,
  parseHeading,
  parseRoles,
} from './columns'
import { isInventory, parseInventoryHosts } from './inventory'

/** The limit of a draft. */
const MAX_HOSTS = 2000

export interface ImportedHosts {
  hosts: HostDraft[]
  /** Lines without a host, from 1. */
  invalidLines: number[]
}

/**
 * Parses a table of hosts. Cells are copied without validation. Hosts become nodes if the table has no column of roles.
 * The ids are `h1`, `h2`, …; the caller assigns new ones when it adds the hosts to existing rows.
 */
export function parseTable(text: string): ImportedHosts {
  const rows = parseRows(text, { isAddress: isAddressCell, isHeading })
  const columns = parseHeading(rows[0]?.cells ?? [])
  const body = columns ? rows.slice(1) : rows
  const known = columns ?? guessColumns(body.slice(0, MAX_HOSTS).map(({ cells }) => cells))
  const names = new HostNames(body.map((row) => cellText(row, known, 'name')))
  const imported: ImportedHosts = { hosts: [], invalidLines: [] }
  for (const row of body) {
    const hosts = toHosts(row, known, names)
    if (hosts.length === 0 || imported.hosts.length + hosts.length > MAX_HOSTS)
      imported.invalidLines.push(row.line)
    else imported.hosts.push(...hosts)
  }
  return { ...imported, hosts: imported.hosts.map((host, index) => ({ ...host, id: `h${index + 1}` })) }
}

function cellText({ cells }: Row, columns: Columns, column: Column): string {
  const at = columns.indexOf(column)
  return at < 0 ? '' : (cells[at] ?? '')
}

/** One host, or one per address of a range. */
function toHosts(row: Row, columns: Columns, names: HostNames): HostDraft[] {
  const cell = (column: Column) => cellText(row, columns, column)
  const typed = parseAddress(cell('address'))
  if (!typed.address && !cell('name')) return []
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

/** Imports hosts from a table or an inventory. The ids are `h1`, `h2`, …, regardless of existing rows. */
export function importHosts(text: string): Partial<Draft> {
  const { hosts } = isInventory(text) ? parseInventoryHosts(text) : parseTable(text)
  return { hosts: hosts.slice(0, MAX_HOSTS) }
}
