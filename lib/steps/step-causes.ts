/**
 * What keeps a step from being done, as causes. A consequence is folded into its cause: hosts without a connection wait
 * for a login, a host key or their own fields, and only that is listed.
 */
import type { OpenFailure } from '@/lib/checks/evaluate/install-gate'
import type { HostResults } from '@/lib/checks/results'
import { routeOf } from '@/lib/cluster/bastion'
import type { Draft, HostDraft } from '@/lib/cluster/draft/draft'
import { formatPath, type Problem } from '@/lib/cluster/problem'
import { type Connection, type ConnectionTests, connectionOf } from './connections'
import type { StepId } from './steps'

export interface StepProblem extends Problem {
  step: StepId
}

/** Part of the draft that several hosts depend on. */
export const SHARED_PARTS = ['login', 'bastion', 'taskbox'] as const
type SharedPart = (typeof SHARED_PARTS)[number]

export type StepCause<P extends StepProblem = StepProblem> =
  /**
   * `waiting`: hosts that are not connected because of this problem of a shared part. `more`: further hosts with the
   * same problem.
   */
  | { kind: 'problem'; problem: P; waiting?: { part: SharedPart; hosts: number }; more?: number }
  /** Host keys to compare; `isBastion`: the key is that of a bastion. */
  | { kind: 'key'; hosts: readonly HostDraft[]; isBastion: boolean }
  /** Connections that failed for one reason; `isBastion`: on the way to or on a bastion. */
  | { kind: 'failed'; failure: string; hosts: readonly HostDraft[]; isBastion: boolean }
  | { kind: 'taskbox'; failure: string }
  | { kind: 'untested' | 'testing'; hosts: readonly HostDraft[] }

export interface CauseFacts<P extends StepProblem> {
  draft: Pick<Draft, 'hosts' | 'installer' | 'taskbox'>
  problems: readonly P[]
  /** Undefined if this page tests no connections; only the checks are known then. */
  connections: ConnectionTests | undefined
  results: Readonly<Record<string, HostResults>> | undefined
  failures: readonly OpenFailure[]
}

/** Returns the causes that keep a step from being done, the errors of its fields first. */
export function stepCauses<P extends StepProblem>(step: StepId, facts: CauseFacts<P>): StepCause<P>[] {
  const errors = facts.problems.filter((problem) => problem.severity === 'error' && problem.step === step)
  if (step === 'installer') return [...taskboxCauses(facts), ...installerCauses(errors, facts)]
  if (step !== 'hosts' || facts.draft.installer.mode === 'all-in-one') return errors.map(toCause)
  return hostCauses(errors, facts)
}

const toCause = <P extends StepProblem>(problem: P): StepCause<P> => ({ kind: 'problem', problem })

/** A source cannot be detected on a taskbox without a connection. */
function installerCauses<P extends StepProblem>(errors: readonly P[], facts: CauseFacts<P>): StepCause<P>[] {
  const isUnreachable = taskboxCauses(facts).length > 0
  return errors.filter(({ code }) => !(isUnreachable && code === 'release-missing')).map(toCause)
}

function taskboxCauses<P extends StepProblem>({ connections }: CauseFacts<P>): StepCause<P>[] {
  const test = connections?.get('taskbox')
  return test?.state === 'failed' ? [{ kind: 'taskbox', failure: test.failure.kind }] : []
}

interface HostConnection {
  host: HostDraft
  index: number
  connection: Connection
}

function hostCauses<P extends StepProblem>(errors: readonly P[], facts: CauseFacts<P>): StepCause<P>[] {
  const { draft, problems, connections, results, failures } = facts
  const all = draft.hosts.map(
    (host, index): HostConnection => ({
      host,
      index,
      connection: connectionOf(host, connections, results?.[host.id], failures),
    }),
  )
  const untested = all.filter(({ connection }) => connection.state === 'untested')
  const broken = brokenOwners(problems)
  const waiting = new Map(
    SHARED_PARTS.map((part) => [part, untested.filter((one) => waitsFor(one, broken) === part).length]),
  )
  const unexplained = untested.filter((one) => waitsFor(one, broken) === undefined)
  return [
    ...groupAlike(errors).map((cause) => withWaiting(cause, waiting)),
    ...keyCauses(all),
    ...failedCauses(all),
    // Without tests, a host that was never checked is not known to fail.
    ...(connections && unexplained.length > 0
      ? [{ kind: 'untested' as const, hosts: hostsOf(unexplained) }]
      : []),
    ...testingCauses(all),
  ]
}

const hostsOf = (all: readonly HostConnection[]): HostDraft[] => all.map(({ host }) => host)

/** Shared parts and indexes of hosts that have an error. */
function brokenOwners(problems: readonly Problem[]): ReadonlySet<string | number> {
  const errors = problems.filter(({ severity }) => severity === 'error')
  return new Set(
    errors.flatMap(({ path: [section = '', row] }) => (section === 'hosts' ? (row ?? []) : section)),
  )
}

/** The first broken part that keeps a host from being tested: a shared part, or its own fields. */
function waitsFor(
  { host, index }: HostConnection,
  broken: ReadonlySet<string | number>,
): SharedPart | 'itself' | undefined {
  if (broken.has(index)) return 'itself'
  if (host.taskbox) return broken.has('taskbox') ? 'taskbox' : undefined
  if (host.sharedLogin && broken.has('login')) return 'login'
  return routeOf(host) === 'inherit' && broken.has('bastion') ? 'bastion' : undefined
}

/** Only the first problem of a part names the hosts that wait for it. */
function withWaiting<P extends StepProblem>(
  cause: ProblemCause<P>,
  waiting: Map<SharedPart, number>,
): StepCause<P> {
  const part = SHARED_PARTS.find((one) => one === cause.problem.path[0])
  const hosts = part && waiting.get(part)
  if (!part || !hosts) return cause
  waiting.delete(part)
  return { ...cause, waiting: { part, hosts } }
}

type ProblemCause<P extends StepProblem> = Extract<StepCause<P>, { kind: 'problem' }>

/** More hosts than these with the same problem of the same field are one cause. */
const MAX_ALIKE = 2

function groupAlike<P extends StepProblem>(errors: readonly P[]): ProblemCause<P>[] {
  const groups = new Map<string, P[]>()
  for (const problem of errors) {
    const [section, row, ...field] = problem.path
    const isOfHost = section === 'hosts' && row !== undefined
    const key = `${problem.code} ${formatPath(isOfHost ? field : problem.path)}`
    groups.set(key, [...(groups.get(key) ?? []), problem])
  }
  return [...groups.values()].flatMap((alike): ProblemCause<P>[] => {
    const [first] = alike
    return first && alike.length > MAX_ALIKE
      ? [{ kind: 'problem', problem: first, more: alike.length - 1 }]
      : alike.map((problem) => ({ kind: 'problem', problem }))
  })
}

type Failed = HostConnection & { connection: Extract<Connection, { state: 'failed' }> }

const isFailed = (one: HostConnection): one is Failed => one.connection.state === 'failed'
const isUnknownKey = ({ connection }: Failed) => connection.failure.kind === 'host-key-unknown'
const isAtBastion = ({ connection }: Failed) => connection.failure.facts.hop === 'bastion'

function keyCauses(all: readonly HostConnection[]): Extract<StepCause, { kind: 'key' }>[] {
  const unknown = all.filter(isFailed).filter(isUnknownKey)
  return [true, false].flatMap((isBastion) => {
    const hosts = hostsOf(unknown.filter((one) => isAtBastion(one) === isBastion))
    return hosts.length > 0 ? [{ kind: 'key' as const, hosts, isBastion }] : []
  })
}

/** One cause for each kind of failure, in the order of the hosts. */
function failedCauses(all: readonly HostConnection[]): Extract<StepCause, { kind: 'failed' }>[] {
  const groups = new Map<string, Failed[]>()
  for (const one of all.filter(isFailed).filter((failed) => !isUnknownKey(failed))) {
    const key = `${one.connection.failure.kind} ${isAtBastion(one)}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const failure = first.connection.failure.kind
    return [{ kind: 'failed' as const, failure, hosts: hostsOf(group), isBastion: isAtBastion(first) }]
  })
}

function testingCauses(
  all: readonly HostConnection[],
): Extract<StepCause, { kind: 'untested' | 'testing' }>[] {
  const hosts = hostsOf(
    all.filter(({ connection: { state } }) => state === 'scheduled' || state === 'testing'),
  )
  return hosts.length > 0 ? [{ kind: 'testing', hosts }] : []
}
