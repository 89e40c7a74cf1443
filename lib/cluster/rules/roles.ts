/** Rules for the roles of hosts, and for the host that is the taskbox. */
import type { Draft, HostDraft, Role } from '../draft/draft'
import type { Problem } from '../problem'
import { error, warning } from './create-problem'
import { hostLabel } from './hosts'

export function roleProblems(draft: Draft): Problem[] {
  // For all-in-one, the installer writes its own inventory with the host in every group.
  if (draft.installer.mode === 'all-in-one') return allInOneProblems(draft.hosts)
  return [...rowProblems(draft.hosts), ...groupProblems(draft.hosts), ...taskboxProblems(draft)]
}

/** The number of hosts with a role. */
export function countRole(hosts: readonly HostDraft[], role: Role): number {
  return hosts.filter(({ roles }) => roles.includes(role)).length
}

function allInOneProblems(hosts: readonly HostDraft[]): Problem[] {
  const [host] = hosts
  if (!host || host.taskbox) return []
  return [error('taskbox-not-among-hosts', ['hosts', 0, 'taskbox'], { mode: 'single' })]
}

function rowProblems(hosts: readonly HostDraft[]): Problem[] {
  return hosts.flatMap((host, index) => {
    const path = ['hosts', index, 'roles']
    const facts = { name: hostLabel(host, index) }
    if (host.roles.length === 0) return [error('roles-missing', path, facts)]
    const etcdOnNode = host.roles.includes('etcd') && !host.roles.includes('master')
    return etcdOnNode ? [warning('etcd-on-node', path, facts)] : []
  })
}

function groupProblems(hosts: readonly HostDraft[]): Problem[] {
  // Without hosts, `hosts-too-few` is enough.
  if (hosts.length === 0) return []
  const [masters, nodes, etcd] = [
    countRole(hosts, 'master'),
    countRole(hosts, 'node'),
    countRole(hosts, 'etcd'),
  ]
  const path = ['hosts']
  return [
    ...(masters === 0 ? [error('master-missing', path)] : []),
    ...(nodes === 0 ? [error('node-missing', path)] : []),
    ...(etcd === 0 ? [error('etcd-missing', path)] : []),
    ...(etcd > 0 && etcd % 2 === 0 ? [error('etcd-even', path, { count: etcd })] : []),
    ...(masters === 2 ? [warning('masters-two', path)] : []),
  ]
}

function taskboxProblems({ hosts, taskbox }: Draft): Problem[] {
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
  if (!host) return [warning('taskbox-not-among-hosts', ['hosts'], { mode: 'multi' })]
  return [warning('taskbox-unmarked', ['hosts', same, 'taskbox'], { name: hostLabel(host, same) })]
}

function isSameMachine(host: HostDraft, taskbox: Draft['taskbox']): boolean {
  const port = (text: string) => text || '22'
  return taskbox.address !== '' && host.address === taskbox.address && port(host.port) === port(taskbox.port)
}
