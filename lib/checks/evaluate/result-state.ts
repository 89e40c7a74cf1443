/** States of findings with waivers applied. */
import type { WaiverDraft } from '@/lib/cluster/draft/draft'
import type { Finding } from '../catalogue/index'

/** Whether a check is waived on a host. A waiver without a host applies to all hosts. */
function isWaived(waivers: readonly WaiverDraft[], check: string, host: string): boolean {
  return waivers.some((waiver) => waiver.check === check && (waiver.host === '' || waiver.host === host))
}

/** States of checks with waivers applied, worst first. */
export const RESULT_STATES = ['fail', 'unknown', 'waived', 'warn', 'pass'] as const
export type ResultState = (typeof RESULT_STATES)[number]

/** Returns the state of a finding on a host: its status, or `waived`. */
export function resultState(
  { check, status }: Finding,
  waivers: readonly WaiverDraft[],
  host: string,
): ResultState {
  return status === 'fail' && isWaived(waivers, check, host) ? 'waived' : status
}

/** Returns the failures of a host without a waiver. Any of them blocks the install. */
export function blockingFindings(
  host: string,
  findings: readonly Finding[],
  waivers: readonly WaiverDraft[],
): Finding[] {
  return findings.filter((finding) => resultState(finding, waivers, host) === 'fail')
}
