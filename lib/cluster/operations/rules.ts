/** Rules that an operation must meet before it may start. `failures.operation-refused` has a text for each. */
import type { Host } from '../cluster'
import type { Role } from '../draft/draft'
import type { OperationId, OperationRequest } from './request'

export const OPERATION_PROBLEMS = [
  /** The installer, or its release, has no such operation. */
  'unsupported',
  /** No run has installed the cluster. */
  'not-installed',
  /** A host is part of the cluster, but not of the configuration. */
  'member-missing',
  /** A host is not part of the configuration. */
  'host-unknown',
  /** A host that should be added is part of the cluster. */
  'host-is-member',
  /** A host that should be removed is not part of the cluster. */
  'host-not-member',
  /** A host to remove does not answer, and was not called dead. */
  'host-unreachable',
  /** A host that was called dead answers. */
  'host-alive',
  'last-control-plane',
  'last-worker',
  'last-etcd',
  /** The remaining members of etcd would not be a majority. */
  'quorum-lost',
  /** Too few members of etcd answer, so it cannot change its members. */
  'quorum-missing',
] as const
export type OperationProblemCode = (typeof OPERATION_PROBLEMS)[number]

export interface OperationProblem {
  code: OperationProblemCode
  facts: Record<string, string | number>
}

type Member = Pick<Host, 'name' | 'roles'>

export interface OperationSubject {
  /** The hosts of the configuration. */
  hosts: readonly Member[]
  /** Names of the hosts that the cluster consists of. */
  members: readonly string[]
  /** What the installer can do. */
  supported: readonly OperationId[]
  /** Names of hosts that do not answer, whether or not they are removed; absent before they were tried. */
  unreachable?: readonly string[]
}

/** Why an operation may not start; empty if it may. */
export function operationProblems(request: OperationRequest, subject: OperationSubject): OperationProblem[] {
  const { hosts, members, supported } = subject
  if (!supported.includes(request.id)) return [{ code: 'unsupported', facts: { operation: request.id } }]
  if (request.id === 'install') return []
  if (members.length === 0) return [{ code: 'not-installed', facts: {} }]
  const known = new Set(hosts.map(({ name }) => name))
  const missing = members.find((name) => !known.has(name))
  if (missing !== undefined) return [{ code: 'member-missing', facts: { name: missing } }]
  if (request.id !== 'add-hosts' && request.id !== 'remove-hosts') return []
  const named = request.hosts.flatMap((name): OperationProblem[] => {
    if (!known.has(name)) return [{ code: 'host-unknown', facts: { name } }]
    const isMember = members.includes(name)
    if (request.id === 'add-hosts') return isMember ? [{ code: 'host-is-member', facts: { name } }] : []
    return isMember ? [] : [{ code: 'host-not-member', facts: { name } }]
  })
  if (named.length > 0 || request.id === 'add-hosts') return named
  const current = hosts.filter(({ name }) => members.includes(name))
  const { unreachable } = subject
  const untrue = unreachable ? deathProblems(request, new Set(unreachable)) : []
  if (untrue.length > 0) return untrue
  const dead = new Set([...request.dead, ...(unreachable ?? [])])
  return removalProblems(current, new Set(request.hosts), dead)
}

/** A dead host keeps its data and cannot be asked, so a person must have said that it is dead. */
function deathProblems(
  { hosts, dead }: Extract<OperationRequest, { id: 'remove-hosts' }>,
  unreachable: ReadonlySet<string>,
): OperationProblem[] {
  return hosts.flatMap((name): OperationProblem[] => {
    const isDead = dead.includes(name)
    if (isDead === unreachable.has(name)) return []
    return [{ code: isDead ? 'host-alive' : 'host-unreachable', facts: { name } }]
  })
}

function removalProblems(
  current: readonly Member[],
  removed: ReadonlySet<string>,
  dead: ReadonlySet<string>,
): OperationProblem[] {
  const remaining = (role: Role) =>
    current.filter(({ name, roles }) => roles.includes(role) && !removed.has(name)).length
  const problems: OperationProblem[] = []
  if (remaining('master') === 0) problems.push({ code: 'last-control-plane', facts: {} })
  if (remaining('node') === 0) problems.push({ code: 'last-worker', facts: {} })
  const etcd = current.filter(({ roles }) => roles.includes('etcd')).map(({ name }) => name)
  return [...problems, ...quorumProblems(etcd, removed, dead)]
}

/**
 * etcd needs a majority of its members for every change of them. Members are removed one after another, dead ones first,
 * so that each removal makes the majority easier to reach. A dead host that stays counts against it.
 */
function quorumProblems(
  members: readonly string[],
  removed: ReadonlySet<string>,
  dead: ReadonlySet<string>,
): OperationProblem[] {
  const leaving = members.filter((name) => removed.has(name))
  if (leaving.length === 0) return []
  const after = members.length - leaving.length
  if (after === 0) return [{ code: 'last-etcd', facts: {} }]
  const alive = members.filter((name) => !dead.has(name)).length
  const needed = majority(members.length)
  if (alive < needed) return [{ code: 'quorum-missing', facts: { alive, total: members.length, needed } }]
  const aliveAfter = members.filter((name) => !removed.has(name) && !dead.has(name)).length
  return aliveAfter < majority(after)
    ? [{ code: 'quorum-lost', facts: { alive: aliveAfter, total: after, needed: majority(after) } }]
    : []
}

/** How many of the members of etcd must answer. */
export const majority = (members: number): number => Math.floor(members / 2) + 1
