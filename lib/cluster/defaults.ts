/** What a new draft starts with. */
import type { Release } from '@/lib/installers/installer'
import type { Draft, HostDraft, LoginDraft, TaskboxDraft } from './draft'
import { HOST, LOGIN, SETTINGS, TASKBOX } from './field-table'
import { initialValues } from './field-types'

/** A login of root without a secret yet. */
export function emptyLogin(): LoginDraft {
  return initialValues(LOGIN)
}

/** This machine. */
export function emptyTaskbox(): TaskboxDraft {
  return { ...initialValues(TASKBOX), kind: 'local' }
}

/** A new row of the hosts table: logs in like all the others until told otherwise. */
export function emptyHost(id: string, given: Partial<Omit<HostDraft, 'id'>> = {}): HostDraft {
  return { ...initialValues(HOST), id, sharedLogin: true, ...given }
}

/** One of `h1`, `h2`, … that is not taken. */
export function nextHostId(usedIds: ReadonlySet<string>): string {
  let suffix = usedIds.size + 1
  while (usedIds.has(`h${suffix}`)) suffix += 1
  return `h${suffix}`
}

/** A draft that nobody has typed into, with the release's defaults where it is known. */
export function emptyDraft(release?: Release): Draft {
  const start = initialValues(SETTINGS)
  if (release) {
    const { plugin, serviceCidr, podCidr, loadBalancerDomain: domain } = release.defaults
    const loadBalancer = { ...start.network.loadBalancer, domain }
    start.installer.release = release.id
    start.network = { plugin, serviceCidr, podCidr, loadBalancer }
  }
  return {
    ...start,
    taskbox: emptyTaskbox(),
    login: emptyLogin(),
    hosts: [],
    storage: { ...start.storage, parameters: {} },
    waivers: [],
  }
}
