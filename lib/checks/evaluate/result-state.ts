/** What the findings come to: whether somebody may go on. */
import type { WaiverDraft } from '@/lib/cluster/draft'
import type { Finding } from '../catalogue/index'
import { CHECK_STATUSES, type CheckStatus } from '../status'

/** The worst status of some findings; undefined where there are none. */
export function worstStatus(findings: readonly Finding[]): CheckStatus | undefined {
  return CHECK_STATUSES.find((status) => findings.some((finding) => finding.status === status))
}

/** Whether somebody decided to live with a check's failure on a host; a waiver without a host is for all. */
export function isWaived(waivers: readonly WaiverDraft[], check: string, host: string): boolean {
  return waivers.some((waiver) => waiver.check === check && (waiver.host === '' || waiver.host === host))
}

/** What a check comes to with the decision to live with its failure, worst first. */
export const RESULT_STATES = ['fail', 'unknown', 'waived', 'warn', 'pass'] as const
export type ResultState = (typeof RESULT_STATES)[number]

export function resultState(
  { check, status }: Finding,
  waivers: readonly WaiverDraft[],
  host: string,
): ResultState {
  return status === 'fail' && isWaived(waivers, check, host) ? 'waived' : status
}

/** Failures of a host that nobody waived: while there is one, the install does not begin. */
export function blockingFindings(
  host: string,
  findings: readonly Finding[],
  waivers: readonly WaiverDraft[],
): Finding[] {
  return findings.filter((finding) => resultState(finding, waivers, host) === 'fail')
}
