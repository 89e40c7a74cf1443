/** Rules for the roles of hosts, and for the host that is the taskbox. */
import type { Draft, HostDraft, Role } from '../draft/draft'
import { offeredRoles } from '../draft/release-defaults'
import type { Problem } from '../problem'
import type { ReleaseOptions } from '../release-options'
import { error, warning } from './create-problem'
import { hostLabel } from './hosts'

export function roleProblems(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  // For all-in-one, the installer writes its own inventory with the host in every group.
  if (draft.installer.mode === 'all-in-one') return allInOneProblems(draft.hosts)
  const offered = offeredRoles(release)
  // Roles of another installer stay in the draft, but have no effect.
  const hosts = draft.hosts.map((host) => ({
    ...host,
    roles: host.roles.filter((role) => offered.includes(role)),
  }))
  const required = offered.filter((role) => !release?.optionalRoles?.includes(role))
  // The installer's own words for its roles depend on it.
  const facts = { installer: draft.installer.id }
  return [
    ...rowProblems(hosts, facts),
    ...groupProblems(hosts, required, facts),
    ...taskboxProblems(draft, release),
  ]
}

type InstallerFact = { installer: string }

const MISSING = [
  ['master', 'master-missing'],
  ['node', 'node-missing'],
  ['etcd', 'etcd-missing'],
] as const

/** The number of hosts with a role. */
export function countRole(hosts: readonly HostDraft[], role: Role): number {
  return hosts.filter(({ roles }) => roles.includes(role)).length
}

function allInOneProblems(hosts: readonly HostDraft[]): Problem[] {
  const [host] = hosts
  if (!host || host.taskbox) return []
  return [error('taskbox-not-among-hosts', ['hosts', 0, 'taskbox'], { mode: 'single' })]
}

function rowProblems(hosts: readonly HostDraft[], { installer }: InstallerFact): Problem[] {
  return hosts.flatMap((host, index) => {
    const path = ['hosts', index, 'roles']
    const facts = { name: hostLabel(host, index), installer }
    if (host.roles.length === 0) return [error('roles-missing', path, facts)]
    const etcdOnNode = host.roles.includes('etcd') && !host.roles.includes('master')
    return etcdOnNode ? [warning('etcd-on-node', path, facts)] : []
  })
}

function groupProblems(
  hosts: readonly HostDraft[],
  required: readonly Role[],
  facts: InstallerFact,
): Problem[] {
  // Without hosts, `hosts-too-few` is enough.
  if (hosts.length === 0) return []
  const path = ['hosts']
  const missing = MISSING.filter(([role]) => required.includes(role) && countRole(hosts, role) === 0)
  const etcd = countRole(hosts, 'etcd')
  return [
    ...missing.map(([, code]) => error(code, path, facts)),
    ...(etcd > 0 && etcd % 2 === 0 ? [error('etcd-even', path, { count: etcd })] : []),
    ...(countRole(hosts, 'master') === 2 ? [warning('masters-two', path, facts)] : []),
  ]
}

function taskboxProblems({ hosts, taskbox }: Draft, release: ReleaseOptions | undefined): Problem[] {
  const marked = hosts.flatMap((host, index) => (host.taskbox ? [index] : []))
  const [first] = marked
  if (first !== undefined) {
    return marked
      .slice(1)
      .map((index) => error('taskbox-duplicate', ['hosts', index, 'taskbox'], { row: first + 1 }))
  }
  if (hosts.length === 0) return []
  const same = taskbox.kind === 'ssh' ? hosts.findIndex((host) => isSameMachine(host, taskbox)) : -1
  const host = hosts[same]
  if (!host)
    return release?.runsOnHost ? [warning('taskbox-not-among-hosts', ['hosts'], { mode: 'multi' })] : []
  return [warning('taskbox-unmarked', ['hosts', same, 'taskbox'], { name: hostLabel(host, same) })]
}

function isSameMachine(host: HostDraft, taskbox: Draft['taskbox']): boolean {
  const port = (text: string) => text || '22'
  return taskbox.address !== '' && host.address === taskbox.address && port(host.port) === port(taskbox.port)
}
