import type { CheckId } from '@/lib/checks/catalogue/index'

/** Id of a host's finding in the page, to lead to it; `at` is its place in the list, since a check may find several things. */
export function findingId(host: string, check: CheckId, at: number): string {
  return `finding.${host}.${check}.${at}`
}

/** Selects the first finding of a check on a host. */
export function findingSelector(host: string, check: CheckId): string {
  return `[id^="${CSS.escape(`finding.${host}.${check}.`)}"]`
}
