/** Judges fact sheets by the checks of the catalogue. Pure: what was asked and how is the server's. */
import type { MachineFailureKind } from '@/lib/contract/failure'
import { CHECKS, type CheckId, type Finding } from './catalogue'
import { type Check, unknown, unread, type Verdict } from './check'
import type { ClusterContext, HostContext, HostSheet, TogetherContext } from './context'
import { factsOf, type Sheet } from './section'
import type { Facts } from './status'
import { familyOf, SYSTEM } from './system'
import { USER } from './user'

type Checks = readonly Check<CheckId>[]

/** All that can be said of a host by itself. */
export function judgeHost(sheet: Sheet, context: HostContext, checks: Checks = CHECKS): Finding[] {
  const isRoot = factsOf(sheet, USER) === 0
  return checks.flatMap((check) => {
    if (!check.host) return []
    const verdicts = check.root && !isRoot ? [unread] : check.host(sheet, context)
    return findings(check.id, verdicts, sheet)
  })
}

/** What only shows when hosts are compared: host id -> findings. */
export function judgeTogether(
  hosts: readonly HostSheet[],
  context: TogetherContext,
  checks: Checks = CHECKS,
): Map<string, Finding[]> {
  const judged = checks.map((check) => ({ id: check.id, verdicts: check.together?.(hosts, context) }))
  return new Map(
    hosts.map(({ host, sheet }) => [
      host.id,
      judged.flatMap(({ id, verdicts }) => findings(id, verdicts?.get(host.id) ?? [], sheet)),
    ]),
  )
}

/** What can be said of the machine that the installer runs on. */
export const judgeTaskbox = (sheet: Sheet, context: ClusterContext, checks: Checks = CHECKS): Finding[] =>
  checks.flatMap((check) => findings(check.id, check.taskbox?.(sheet, context) ?? [], sheet))

/** The login failed: nothing else can be known of the host. */
export function judgeUnreached(
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
export const taskboxUnreached = (failure: MachineFailureKind, facts: Facts): Finding[] => [
  { check: 'taskbox', status: 'fail', reason: 'unreachable', facts: { ...facts, failure } },
]

/** Remedies are commands, and differ between families of systems. */
const findings = (check: CheckId, verdicts: readonly Verdict[], sheet: Sheet): Finding[] =>
  verdicts.map((verdict) => ({
    check,
    ...verdict,
    facts: { family: familyOf(factsOf(sheet, SYSTEM)), ...verdict.facts },
  }))
