/** Judges fact sheets by the checks of the catalogue. Pure: what was asked and how is the server's. */
import type { MachineFailureKind } from '@/lib/contract/failure'
import { CHECKS, type CheckId, type Finding } from '../catalogue/index'
import type { ClusterContext, CrossHostContext, HostContext, ProbedHost } from '../check-context'
import { type Check, type CheckResult, undetermined, unknown } from '../define-check'
import { factsOf, type ProbeResult } from '../probe/item'
import { familyOf, SYSTEM } from '../probe/system'
import { USER } from '../probe/user'
import type { Facts } from '../status'

type Checks = readonly Check<CheckId>[]

/** All that can be said of a host by itself. */
export function evaluateHost(sheet: ProbeResult, context: HostContext, checks: Checks = CHECKS): Finding[] {
  const isRoot = factsOf(sheet, USER) === 0
  return checks.flatMap((check) => {
    if (!check.host) return []
    const verdicts = check.root && !isRoot ? [undetermined] : check.host(sheet, context)
    return toFindings(check.id, verdicts, sheet)
  })
}

/** What only shows when hosts are compared: host id -> findings. */
export function evaluateAcrossHosts(
  hosts: readonly ProbedHost[],
  context: CrossHostContext,
  checks: Checks = CHECKS,
): Map<string, Finding[]> {
  const judged = checks.map((check) => ({ id: check.id, verdicts: check.together?.(hosts, context) }))
  return new Map(
    hosts.map(({ host, sheet }) => [
      host.id,
      judged.flatMap(({ id, verdicts }) => toFindings(id, verdicts?.get(host.id) ?? [], sheet)),
    ]),
  )
}

/** What can be said of the machine that the installer runs on. */
export const evaluateTaskbox = (
  sheet: ProbeResult,
  context: ClusterContext,
  checks: Checks = CHECKS,
): Finding[] => checks.flatMap((check) => toFindings(check.id, check.taskbox?.(sheet, context) ?? [], sheet))

/** The login failed: nothing else can be known of the host. */
export function unreachableHostFindings(
  failure: MachineFailureKind,
  facts: Facts,
  checks: Checks = CHECKS,
): Finding[] {
  return checks.flatMap((check): Finding[] => {
    if (check.id === 'ssh')
      return [{ check: 'ssh', status: 'fail', reason: failure, facts: { ...facts, failure } }]
    if (!check.host && !check.together) return []
    return [{ check: check.id, ...unknown('unreached') }]
  })
}

/** The taskbox did not answer: nothing can be installed from there. */
export const unreachableTaskboxFindings = (failure: MachineFailureKind, facts: Facts): Finding[] => [
  { check: 'taskbox', status: 'fail', reason: 'unreachable', facts: { ...facts, failure } },
]

/** Remedies are commands, and differ between families of systems. */
const toFindings = (check: CheckId, verdicts: readonly CheckResult[], sheet: ProbeResult): Finding[] =>
  verdicts.map((verdict) => ({
    check,
    ...verdict,
    facts: { family: familyOf(factsOf(sheet, SYSTEM)), ...verdict.facts },
  }))
