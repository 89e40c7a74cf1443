import type { HostDraft, Role } from '@/lib/cluster/draft/draft'
import { HOST_STATES, type HostState } from '../host-state'
import { isRole, isTextColumn, type TextColumn } from '../table/columns'

/** All hosts, those in a state, those with a role, or those with a login of their own. */
export type HostFilter = 'all' | HostState | Role | 'own-login'

export type SortColumn = TextColumn | Role | 'row' | 'taskbox' | 'login' | 'state'

export interface HostQuery {
  /** Part of a name or an address. */
  text: string
  filter: HostFilter
  sort: { column: SortColumn; desc: boolean } | undefined
}

export const EVERY_HOST: HostQuery = { text: '', filter: 'all', sort: undefined }

type StateOf = (host: HostDraft) => HostState

export function hasCustomLogin({ sharedLogin, taskbox }: HostDraft): boolean {
  return !sharedLogin && !taskbox
}

export function matchesFilter(host: HostDraft, filter: HostFilter, stateOf: StateOf): boolean {
  if (filter === 'all') return true
  if (filter === 'own-login') return hasCustomLogin(host)
  return isRole(filter) ? host.roles.includes(filter) : stateOf(host) === filter
}

function matchesText({ name, address, ip, ip6 }: HostDraft, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return [name, address, ip, ip6].some((one) => one.toLowerCase().includes(wanted))
}

/** Compares digits as numbers, so that node2 comes before node10. */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Empty texts come last. */
function compareTexts(a: string, b: string): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '')
  return collator.compare(a, b)
}

function compareBy(column: SortColumn, stateOf: StateOf): (a: HostDraft, b: HostDraft) => number {
  if (column === 'row') return () => 0
  if (isTextColumn(column)) return (a, b) => compareTexts(a[column], b[column])
  if (column === 'state') return (a, b) => HOST_STATES.indexOf(stateOf(a)) - HOST_STATES.indexOf(stateOf(b))
  const rank = (host: HostDraft): number => {
    if (isRole(column)) return host.roles.includes(column) ? 0 : 1
    if (column === 'taskbox') return host.taskbox ? 0 : 1
    return hasCustomLogin(host) ? 0 : 1
  }
  return (a, b) => rank(a) - rank(b)
}

/** The ids of the matching hosts, in order. Equal hosts stay in the order of the draft. */
export function selectHosts(
  hosts: readonly HostDraft[],
  { text, filter, sort }: HostQuery,
  stateOf: StateOf,
): string[] {
  const matching = hosts.filter((host) => matchesFilter(host, filter, stateOf) && matchesText(host, text))
  if (sort?.column === 'row') return ids(sort.desc ? matching.toReversed() : matching)
  if (!sort) return ids(matching)
  const compare = compareBy(sort.column, stateOf)
  return ids(matching.toSorted((a, b) => (sort.desc ? compare(b, a) : compare(a, b))))
}

const ids = (hosts: readonly HostDraft[]) => hosts.map(({ id }) => id)

/** The result of a query when it was made. Rows stay where they are while the user edits them. */
export interface HostView {
  query: HostQuery
  /** The matching hosts, in order. */
  ids: readonly string[]
  /** All hosts at the time of the query. */
  known: ReadonlySet<string>
}

/** The rows of a view: its hosts, then hosts that were added since. */
export function rowsOf(hosts: readonly HostDraft[], view: HostView | undefined): readonly HostDraft[] {
  if (!view) return hosts
  const byId = new Map(hosts.map((host) => [host.id, host]))
  const found = view.ids.flatMap((id) => byId.get(id) ?? [])
  return [...found, ...hosts.filter(({ id }) => !view.known.has(id))]
}
