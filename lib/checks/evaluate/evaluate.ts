/** Evaluates probe results with the checks of the catalogue. Pure; the server runs the probes. */
import type { MachineFailureKind } from '@/lib/network/machine-failure'
import { CHECKS, type CheckId, type Finding } from '../catalogue/index'
import type { ClusterContext, CrossHostContext, HostContext, ProbedHost } from '../check-context'
import { type Check, type CheckResult, undetermined, unknown } from '../define-check'
import { factsOf, type ProbeResult } from '../probe/item'
import { familyOf, SYSTEM } from '../probe/system'
import { USER } from '../probe/user'
import type { Facts } from '../status'

type Checks = readonly Check<CheckId>[]

/** Runs the per-host checks on one probe result. */
export function evaluateHost(probe: ProbeResult, context: HostContext, checks: Checks = CHECKS): Finding[] {
  const isRoot = factsOf(probe, USER) === 0
  return checks.flatMap((check) => {
    if (!check.perHost) return []
    const results = check.needsRoot && !isRoot ? [undetermined] : check.perHost(probe, context)
    return toFindings(check.id, results, probe)
  })
}

/** Runs the checks that compare hosts. Returns findings by host id. */
export function evaluateAcrossHosts(
  hosts: readonly ProbedHost[],
  context: CrossHostContext,
  checks: Checks = CHECKS,
): Map<string, Finding[]> {
  const evaluated = checks.map((check) => ({ id: check.id, results: check.acrossHosts?.(hosts, context) }))
  return new Map(
    hosts.map(({ host, probe }) => [
      host.id,
      evaluated.flatMap(({ id, results }) => toFindings(id, results?.get(host.id) ?? [], probe)),
    ]),
  )
}

/** Runs the checks of the machine that the installer runs on. */
export const evaluateTaskbox = (
  probe: ProbeResult,
  context: ClusterContext,
  checks: Checks = CHECKS,
): Finding[] =>
  checks.flatMap((check) => toFindings(check.id, check.onTaskbox?.(probe, context) ?? [], probe))

/** Findings of a host whose login failed: `ssh` fails, all other checks are unknown. */
export function unreachableHostFindings(
  failure: MachineFailureKind,
  facts: Facts,
  checks: Checks = CHECKS,
): Finding[] {
  return checks.flatMap((check): Finding[] => {
    if (check.id === 'ssh')
      return [{ check: 'ssh', status: 'fail', reason: failure, facts: { ...facts, failure } }]
    if (!check.perHost && !check.acrossHosts) return []
    return [{ check: check.id, ...unknown('unreached') }]
  })
}

/** Finding of a taskbox whose login failed. */
export const unreachableTaskboxFindings = (failure: MachineFailureKind, facts: Facts): Finding[] => [
  { check: 'taskbox', status: 'fail', reason: 'unreachable', facts: { ...facts, failure } },
]

/** Adds the distribution family to the facts, since remedies contain commands that depend on it. */
const toFindings = (check: CheckId, results: readonly CheckResult[], probe: ProbeResult): Finding[] =>
  results.map((result) => ({
    check,
    ...result,
    facts: { family: familyOf(factsOf(probe, SYSTEM)), ...result.facts },
  }))
