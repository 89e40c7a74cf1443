import { hostFieldKey } from '@/components/wizard/field-key'
import type { StepId } from '@/components/wizard/steps'
import type { CheckId } from '@/lib/checks/catalogue'

interface Fix {
  step: StepId
  /** Key of the field. */
  key: string
}

/** Where in the wizard the cause of a finding may stand; a check that looks at the machine alone has none. */
const FIXES: Partial<Record<CheckId, (host: string) => Fix>> = {
  ssh: (host) => ({ step: 'hosts', key: hostFieldKey(host, 'address') }),
  sudo: (host) => ({ step: 'hosts', key: hostFieldKey(host, 'user') }),
  hostname: (host) => ({ step: 'hosts', key: hostFieldKey(host, 'name') }),
  addresses: (host) => ({ step: 'hosts', key: hostFieldKey(host, 'ip') }),
  cidr: () => ({ step: 'network', key: 'network.serviceCidr' }),
  taskbox: () => ({ step: 'installer', key: 'installer.package' }),
}

export function fixOf(check: CheckId, host: string): Fix | undefined {
  return FIXES[check]?.(host)
}

/** Id of a host's finding in the page, to lead to it; `at` is its place in the list, since a check may find several things. */
export function findingId(host: string, check: CheckId, at: number): string {
  return `finding.${host}.${check}.${at}`
}

/** Selects the first finding of a check on a host. */
export function findingSelector(host: string, check: CheckId): string {
  return `[id^="${CSS.escape(`finding.${host}.${check}.`)}"]`
}
