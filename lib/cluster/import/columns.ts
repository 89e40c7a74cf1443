/** Identifies the columns of a pasted table by heading or by content. */
import { isIpv6, parsePort } from '@/lib/network/address'
import { expandRange } from '@/lib/network/expand-range'
import type { Role } from '../draft/draft'

const COLUMNS = ['name', 'address', 'ip', 'ip6', 'port', 'user', 'password', 'sudoPassword', 'roles'] as const
export type Column = (typeof COLUMNS)[number]
/** The column of each cell; undefined for an ignored one. */
export type Columns = (Column | undefined)[]

/** Normalized headings: lower case without spaces, dashes and underscores. */
const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  name: [
    'name',
    'host',
    'hostname',
    'node',
    'nodename',
    '主机名',
    '主机名称',
    '名称',
    '主机',
    '节点',
    '节点名称',
  ],
  address: [
    'address',
    'addr',
    'ip',
    'ipaddress',
    'hostip',
    'ansiblehost',
    '地址',
    'ip地址',
    '主机ip',
    '主机地址',
    '公网ip',
  ],
  ip: ['internalip', 'privateip', 'clusterip', '内网ip', '内网地址', '私有ip', '集群地址', '集群内地址'],
  ip6: ['ip6', 'ipv6', 'ipv6address', 'internalipv6', 'ipv6地址', '内网ipv6'],
  port: ['port', 'sshport', 'ansibleport', '端口', 'ssh端口'],
  user: [
    'user',
    'username',
    'login',
    'account',
    'sshuser',
    'ansibleuser',
    '用户',
    '用户名',
    '账号',
    '账户',
    '帐号',
  ],
  password: [
    'password',
    'pass',
    'passwd',
    'pw',
    'secret',
    'ansiblesshpass',
    'ansiblepassword',
    '密码',
    '口令',
  ],
  sudoPassword: ['sudopassword', 'sudopass', 'sudo', 'becomepass', 'ansiblebecomepass', 'sudo密码'],
  roles: ['role', 'roles', 'group', 'groups', 'clusterrole', '角色', '集群角色', '分组'],
}
const COLUMN_BY_HEADING = new Map(
  COLUMNS.flatMap((column) => HEADINGS[column].map((word) => [word, column] as const)),
)

const ROLE_WORDS: Readonly<Record<string, Role>> = {
  master: 'master',
  masters: 'master',
  'kube-master': 'master',
  'control-plane': 'master',
  control_plane: 'master',
  controlplane: 'master',
  kube_control_plane: 'master',
  控制平面: 'master',
  主节点: 'master',
  管理节点: 'master',
  etcd: 'etcd',
  node: 'node',
  nodes: 'node',
  'kube-node': 'node',
  kube_node: 'node',
  worker: 'node',
  workers: 'node',
  工作节点: 'node',
}
/** Default users of cloud images and distributions. */
const COMMON_USERS =
  /^(?:root|ubuntu|centos|debian|admin|administrator|ec2-user|cloud-user|vagrant|rocky|almalinux|fedora|opc|azureuser|openeuler|kylin|rhel)$/i

export function isKnownUser(cell: string): boolean {
  return COMMON_USERS.test(cell)
}

/** Host names. The strict pattern applies after the address column, where a password could be mistaken for a name. */
const NAME_PATTERN = /^(?=.*[a-z])[a-z0-9][a-z0-9._-]*$/i
const STRICT_NAME_PATTERN = /^(?=.*[a-z])[a-z0-9][a-z0-9.-]*$/

/** Parses `master, etcd`; undefined if a word is not a role. */
export function parseRoles(cell: string): Role[] | undefined {
  const words = cell
    .toLowerCase()
    .split(/[\s,，、;；/|+&]+/)
    .filter(Boolean)
  const roles = words.map((word) => (Object.hasOwn(ROLE_WORDS, word) ? ROLE_WORDS[word] : undefined))
  return words.length > 0 && roles.every((role) => role !== undefined) ? [...new Set(roles)] : undefined
}

/** Whether a cell is an IP address, range or CIDR, optionally with a user and a port. */
export function isAddressCell(cell: string): boolean {
  const { address } = parseAddress(cell)
  const expanded = /^(?:\d{1,3}\.|[\da-f]{0,4}:)/i.test(address) ? expandRange(address) : undefined
  return expanded !== undefined && !('problem' in expanded && expanded.problem === 'invalid')
}

/** Splits `root@192.168.0.2:22` and `root@[fd00::2]:22`. Missing parts are empty. */
export function parseAddress(cell: string): { user: string; address: string; port: string } {
  const [, user = '', ipv6 = '', other = '', port = ''] =
    /^(?:([^@\s]+)@)?(?:\[([\da-f:.]+)\]|([^@:]*))(?::([0-9]+))?$/i.exec(cell) ?? []
  const address = ipv6 || other
  return address ? { user, address, port } : { user: '', address: cell, port: '' }
}

function columnOfHeading(heading: string): Column | undefined {
  return COLUMN_BY_HEADING.get(heading.toLowerCase().replace(/[\s_-]+/g, ''))
}

export function isHeading(cell: string): boolean {
  return columnOfHeading(cell) !== undefined
}

/** Joins the words of headings such as `Host IP`, in a line that white space splits. */
export function joinHeadingWords(words: readonly string[]): string[] {
  const joined: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const pair = `${words[at]} ${words[at + 1]}`
    const isPair = at + 1 < words.length && isHeading(pair)
    joined.push(isPair ? pair : (words[at] ?? ''))
    if (isPair) at += 1
  }
  return joined
}

/** Columns by heading; undefined if the row is not a heading. */
export function parseHeading(cells: readonly string[]): Columns | undefined {
  if (cells.some(isAddressCell)) return undefined
  const columns: Columns = cells.map((cell) => columnOfHeading(cell))
  const known = columns.filter(Boolean)
  const isHeadingRow = columns.includes('address') || columns.includes('ip') || known.length > 1
  if (!isHeadingRow || known.length < cells.length / 2) return undefined
  return columns.map((column, index) =>
    columns.indexOf(column) < index ? columnForDuplicate(column) : column,
  )
}

/** A second address column is the address inside the cluster. Other duplicates are ignored. */
function columnForDuplicate(column: Column | undefined): Column | undefined {
  return column === 'address' ? 'ip' : undefined
}

/** Guesses columns by their content. */
export function guessColumns(rows: readonly (readonly string[])[]): Columns {
  const width = rows.reduce((most, cells) => Math.max(most, cells.length), 0)
  const complete = Array.from({ length: width }, (_, at) =>
    rows.map((cells) => cells[at] ?? '').filter(Boolean),
  )
  const columns: Columns = complete.map(() => undefined)
  const unassigned = () =>
    columns.flatMap((column, at) => (column === undefined && complete[at]?.length ? [at] : []))
  const assign = (column: Column, at: number | undefined) => {
    if (at !== undefined) columns[at] = column
  }
  const all = (at: number, test: (cell: string) => boolean) => complete[at]?.every(test) ?? false
  const unique = (at: number) => new Set(complete[at]).size === complete[at]?.length

  const addresses = unassigned().filter((at) => isMajority(complete[at] ?? [], isAddressCell))
  const address = addresses[0] ?? guessAddressColumn(complete)
  assign('address', address)
  for (const at of addresses.slice(1, 3)) assign(isMajority(complete[at] ?? [], isIpv6) ? 'ip6' : 'ip', at)
  const roleCandidates = unassigned().filter((at) => all(at, (cell) => parseRoles(cell) !== undefined))
  assign('roles', guessRolesColumn(roleCandidates, address ?? 0, unique))
  const knownUser = unassigned().find((at) => all(at, (cell) => COMMON_USERS.test(cell)))
  assign('user', knownUser)
  const isBefore = (at: number) => at < (address ?? 0)
  const nameCandidates = unassigned().filter(
    // The column after a user is the password, even if it looks like a name.
    (at) =>
      at - 1 !== knownUser &&
      all(at, (cell) => (isBefore(at) ? NAME_PATTERN : STRICT_NAME_PATTERN).test(cell)),
  )
  const repeated = (at: number) =>
    mayBeNames(complete[at] ?? [], isBefore(at), knownUser !== undefined || unassigned().length === 1)
  assign('name', nameCandidates.find(unique) ?? nameCandidates.find(repeated))
  // In front of the address, such a column is a number or a word of another kind.
  const after = () => unassigned().filter((at) => !isBefore(at))
  const user = knownUser ?? guessUserColumn(after(), all)
  assign('user', user)
  assign(
    'port',
    after().find((at) => at - 1 !== user && all(at, (cell) => parsePort(cell) !== undefined)),
  )
  assign('password', after()[0])
  assign('sudoPassword', after()[0])
  return columns
}

/** A majority is enough, so one mistyped address does not disqualify the column. */
function isMajority(cells: readonly string[], test: (cell: string) => boolean): boolean {
  return cells.filter(test).length * 2 > cells.length
}

/**
 * Whether a column with duplicates can be the host names. A copied row that was not renamed is then reported, whereas
 * duplicate passwords would pass. After the address column, only numbered names (`node1`, `node2`) count, since
 * passwords come there.
 */
function mayBeNames(cells: readonly string[], isBefore: boolean, isAlone: boolean): boolean {
  const distinct = new Set(cells).size
  if (isBefore) return isAlone || distinct * 2 > cells.length
  const prefixes = new Set(cells.map((cell) => cell.replace(/(?<!\d)\d+$/, '')))
  return distinct > 1 && prefixes.size === 1 && cells.every((cell) => /\d$/.test(cell))
}

/** Without a column of valid addresses, the first column with a dot is the most likely one. */
function guessAddressColumn(complete: readonly string[][]): number | undefined {
  const at = complete.findIndex((cells) => cells.length > 0 && cells.some((cell) => cell.includes('.')))
  return at >= 0 ? at : undefined
}

/** `master` can also be a name: a single column of unique role words before the address contains host names. */
function guessRolesColumn(
  candidates: readonly number[],
  address: number,
  unique: (at: number) => boolean,
): number | undefined {
  const last = candidates.at(-1)
  if (last === undefined || candidates.length > 1) return last
  return last < address && unique(last) ? undefined : last
}

/** If two columns remain and the first can be users, the other is their passwords. */
function guessUserColumn(
  unassigned: readonly number[],
  all: (at: number, test: (cell: string) => boolean) => boolean,
): number | undefined {
  const [first, other] = unassigned
  if (first === undefined || other === undefined) return undefined
  return all(first, (cell) => /^[a-z_][a-z0-9._-]*$/i.test(cell)) ? first : undefined
}
