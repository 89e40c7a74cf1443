/** Initial values of a draft and its parts. */

import type { ReleaseOptions } from '../release-options'
import type { Draft, HostDraft, LoginDraft, TaskboxDraft } from './draft'
import { HOST, LOGIN, SETTINGS, TASKBOX } from './field-table'
import { initialValues } from './field-types'

/** A root login without secrets. */
export function emptyLogin(): LoginDraft {
  return initialValues(LOGIN)
}

/** The machine that Taskbox runs on. */
export function emptyTaskbox(): TaskboxDraft {
  return { ...initialValues(TASKBOX), kind: 'local' }
}

/** A new row of the hosts table. It uses the shared login by default. */
export function emptyHost(id: string, overrides: Partial<Omit<HostDraft, 'id'>> = {}): HostDraft {
  return { ...initialValues(HOST), id, sharedLogin: true, ...overrides }
}

/** Returns an unused id of the form `h1`, `h2`, … */
export function nextHostId(usedIds: ReadonlySet<string>): string {
  let suffix = usedIds.size + 1
  while (usedIds.has(`h${suffix}`)) suffix += 1
  return `h${suffix}`
}

/** A new draft, with the defaults of the release if it is known. */
export function emptyDraft(release?: ReleaseOptions): Draft {
  const start = initialValues(SETTINGS)
  if (release) {
    const { plugin, serviceCidr, podCidr, loadBalancerDomain: domain } = release.defaults
    const loadBalancer = { ...start.network.loadBalancer, domain }
    start.installer.version = release.id
    start.network = { ...start.network, plugin, serviceCidr, podCidr, loadBalancer }
  }
  return {
    ...start,
    taskbox: emptyTaskbox(),
    login: emptyLogin(),
    hosts: [],
    storage: { ...start.storage, parameters: {} },
    settings: {},
    addons: {},
    waivers: [],
  }
}
