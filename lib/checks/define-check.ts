/**
 * What a check is. A subject file holds all of one: what it asks of a host (`sections`), how that is read, how it is
 * judged and every reason that it can have. A line in `catalogue.ts` makes it known; its texts stand in
 * lib/messages (`checks.<id>.title`, `.why`, and `.message` and `.remedy` by reason).
 */
import type { SETTINGS } from '@/lib/cluster/field-table'
import type { ClusterContext, CrossHostContext, HostContext, ProbeContext, ProbedHost } from './check-context'
import type { ProbeItem, ProbeResult } from './probe/item'
import type { CheckStatus, Facts } from './status'

/** Why a check could not know: the host was not reached, or what it answered did not say. Read the same for all. */
export const UNKNOWN_REASONS = ['unreached', 'unread'] as const
type UnknownReason = (typeof UNKNOWN_REASONS)[number]

/** One judgement; the frame adds whose it is. */
export interface CheckResult<Reason extends string = string> {
  status: CheckStatus
  /** A closed word below the check, such as `minimum`; the view makes prose of it. */
  reason: Reason
  facts: Facts
}

/** Where a check comes from: the package's guide or FAQ, a public issue of a project, or our own experience. */
export type RequirementSource =
  | 'own'
  | `guide ${string}`
  | `faq ${string}`
  | `${'kubesphere' | 'ks-installer' | 'kubekey' | 'kubespray' | 'kubeadm'}#${number}`

/**
 * What of a cluster a verdict depends on: when that changes, the check is to be run again. Each field of the sections
 * `installer` and `network` can be named. The host's own address and login are not named, since every check depends on
 * them; `hosts` means which hosts there are, and their addresses.
 */
export type CheckInput =
  | 'name'
  | 'ip'
  | 'roles'
  | 'hosts'
  | 'taskbox'
  | 'networks'
  | 'storage'
  | 'addons'
  | keyof typeof SETTINGS.installer
  | keyof typeof SETTINGS.network

type Results<Reason extends string> = readonly CheckResult<NoInfer<Reason> | UnknownReason>[]

export interface Check<Id extends string = string, Reason extends string = string> {
  readonly id: Id
  readonly reasons: readonly Reason[]
  readonly source: readonly RequirementSource[]
  readonly needs: readonly CheckInput[]
  /** `cluster`: about the hosts together, told once with the hosts it concerns. */
  readonly scope: 'host' | 'cluster'
  /** What it asks of a host; sections of other subjects are shared, and asked once. */
  readonly sections: readonly ProbeItem<unknown>[]
  /** Values of the shell variables that its scripts use, by name; one that is not set is empty there. */
  readonly variables?: (context: ProbeContext) => Readonly<Record<string, string>>
  /** Only root sees its facts whole: without root's rights it is unknown. */
  readonly root?: true
  /** Judges one host by itself: as many verdicts as there are things to say; none where it does not apply. */
  readonly host?: (sheet: ProbeResult, context: HostContext) => Results<Reason>
  /** Judges the hosts against each other: host id -> verdicts. Hosts that were not reached are not among them. */
  readonly together?: (
    hosts: readonly ProbedHost[],
    context: CrossHostContext,
  ) => ReadonlyMap<string, Results<Reason>>
  /** Judges the machine that the installer runs on, be it one of the hosts or not. */
  readonly taskbox?: (sheet: ProbeResult, context: ClusterContext) => Results<Reason>
}

/** Keeps the id and the reasons as the words that they are. */
export const defineCheck = <const Id extends string, const Reason extends string>(
  check: Check<Id, Reason>,
): Check<Id, Reason> => check

const resultOf =
  (status: CheckStatus) =>
  <const Reason extends string>(reason: Reason, facts: Facts = {}): CheckResult<Reason> => ({
    status,
    reason,
    facts,
  })

export const pass = resultOf('pass')
export const warn = resultOf('warn')
export const fail = resultOf('fail')
export const unknown = resultOf('unknown')
/** What the host answered does not tell. */
export const undetermined = unknown('unread')
