import type { HostDraft, Role } from '@/lib/cluster/draft/draft'
import type { Families } from '@/lib/cluster/draft/field-table'
import { usesIpv4, usesIpv6 } from '@/lib/cluster/families'

/** Text columns in the order of the table. */
export const TEXT_COLUMNS = ['name', 'address', 'ip', 'ip6'] as const
export type TextColumn = (typeof TEXT_COLUMNS)[number]

/** Toggle columns. */
const ROLE_COLUMNS = ['master', 'etcd', 'node'] as const satisfies readonly Role[]

/** The columns of the draft's fields. */
const COLUMNS = [...TEXT_COLUMNS, ...ROLE_COLUMNS, 'taskbox', 'login'] as const
export type Column = (typeof COLUMNS)[number]

/** The columns of the draft, and those of the table only. */
export type TableColumn = Column | 'select' | 'state' | 'remove'

export function tableColumnsOf(columns: readonly Column[]): TableColumn[] {
  return ['select', ...columns, 'state', 'remove']
}

/** The columns for the roles of a release and the families of a cluster, in the order of the table. */
export function columnsFor(roles: readonly Role[], families: Families): Column[] {
  const isVisible = { ip: usesIpv4(families), ip6: usesIpv6(families) }
  return COLUMNS.filter((column) => {
    if (column === 'ip' || column === 'ip6') return isVisible[column]
    return !isRole(column) || roles.includes(column)
  })
}

export function isTextColumn(column: string): column is TextColumn {
  return TEXT_COLUMNS.some((one) => one === column)
}

export function isRole(column: string): column is Role {
  return ROLE_COLUMNS.some((one) => one === column)
}

/** Returns the host with the role added or removed. Roles are sorted, so equal sets are deeply equal. */
export function withRole(host: HostDraft, role: Role, on: boolean): HostDraft {
  return { ...host, roles: ROLE_COLUMNS.filter((one) => (one === role ? on : host.roles.includes(one))) }
}
