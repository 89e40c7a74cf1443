import type { CheckId } from '@/lib/checks/catalogue/index'

/** The selected host (optionally one of its checks), or a check on all hosts. */
export type Selection = { host: string; check?: CheckId } | { check: CheckId; host?: undefined }

/** Element id of a finding. @param index in the list, since a check may have several findings */
export function findingId(host: string, check: CheckId, index: number): string {
  return `finding.${host}.${check}.${index}`
}

/** Selector of the findings of a check on a host; the first match is the first finding. */
export function findingSelector(host: string, check: CheckId): string {
  return `[id^="${CSS.escape(`finding.${host}.${check}.`)}"]`
}
