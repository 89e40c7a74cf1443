/**
 * Defines a check. One file contains everything about it: probe items, parsers, evaluation and reasons.
 * A line in `catalogue/index.ts` registers it. Its texts are in lib/messages:
 * `checks.<id>.title`, `.why`, and `.message` and `.remedy` for each reason.
 */
import type { SETTINGS } from '@/lib/cluster/draft/field-table'
import type { ClusterContext, CrossHostContext, HostContext, ProbeContext, ProbedHost } from './check-context'
import type { ProbeItem, ProbeResult } from './probe/item'
import type { CheckStatus, Facts } from './status'

/** Reasons of status `unknown` shared by all checks: no connection to the host, or no usable output. */
export const UNKNOWN_REASONS = ['unreached', 'unread'] as const
type UnknownReason = (typeof UNKNOWN_REASONS)[number]

/** A result of a check. `evaluate.ts` adds the check's id. */
export interface CheckResult<Reason extends string = string> {
  status: CheckStatus
  /** One of the check's reasons, such as `minimum`. */
  reason: Reason
  facts: Facts
  /** What each server answered this host, for a table of hosts and servers. Its check gives it to one of its results. */
  servers?: ServerAnswers
}

/** By server: `ok`, `login`, `page`, a status such as `404`, why it was not reached, or `untried`. */
export type ServerAnswers = Readonly<Record<string, string>>

/** Origin of a requirement: KubeSphere's guide or FAQ, a public issue, or our own experience. */
export type RequirementSource =
  | 'own'
  | `guide ${string}`
  | `faq ${string}`
  | `${'kubesphere' | 'ks-installer' | 'kubekey' | 'kubespray' | 'kubeadm'}#${number}`

/**
 * Part of the configuration that a check depends on. When it changes, the stored result is stale.
 * Any field of the sections `installer` and `network` is allowed. `hosts` is the list of hosts with their addresses.
 * The host's own address and login are implied, since every check depends on them.
 */
export type CheckInput =
  | 'name'
  | 'ip'
  | 'roles'
  | 'hosts'
  | 'taskbox'
  | 'networks'
  | 'storage'
  | 'settings'
  | 'addons'
  | keyof typeof SETTINGS.installer
  | keyof typeof SETTINGS.network

type Results<Reason extends string> = readonly CheckResult<NoInfer<Reason> | UnknownReason>[]

/** A check: metadata, probe items, and up to three evaluations. */
export interface Check<Id extends string = string, Reason extends string = string> {
  readonly id: Id
  readonly reasons: readonly Reason[]
  readonly sources: readonly RequirementSource[]
  readonly dependsOn: readonly CheckInput[]
  /** `cluster`: reports list the finding once, with all hosts that it affects. */
  readonly scope: 'host' | 'cluster'
  /** Items that the probe collects for this check. Checks may share items; each is collected once. */
  readonly probeItems: readonly ProbeItem<unknown>[]
  /** Values of the shell variables that its scripts use, by name. Unset variables are empty. */
  readonly variables?: (context: ProbeContext) => Readonly<Record<string, string>>
  /** Without root, the host's facts are incomplete and the result is unknown. */
  readonly needsRoot?: true
  /** Evaluates one host. Returns any number of results; none if the check does not apply. */
  readonly perHost?: (probe: ProbeResult, context: HostContext) => Results<Reason>
  /** Compares the reachable hosts. Returns results by host id. */
  readonly acrossHosts?: (
    hosts: readonly ProbedHost[],
    context: CrossHostContext,
  ) => ReadonlyMap<string, Results<Reason>>
  /** Evaluates the machine that the installer runs on, whether or not it is one of the hosts. */
  readonly onTaskbox?: (probe: ProbeResult, context: ClusterContext) => Results<Reason>
}

/** Declares a check; infers the literal types of its id and reasons. */
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
/** The host's output is missing or unusable. */
export const undetermined = unknown('unread')
