/** The host of an all-in-one cluster. The wizard adds it, since it is always the taskbox. */

import { deepEqual } from '@/lib/structural-sharing'
import { type HostDraft, ROLES } from './draft'
import { ALL_IN_ONE_HOST } from './draft-defaults'
import { emptyHost } from './empty-draft'

/** @param address the address of the taskbox */
export function allInOneHost(address: string): HostDraft {
  return emptyHost('h1', { name: ALL_IN_ONE_HOST, address, taskbox: true, roles: [...ROLES] })
}

/** The hosts that the user entered. A cluster with several hosts does not contain the one that the wizard added. */
export function withoutAllInOneHost(hosts: readonly HostDraft[]): HostDraft[] {
  return hosts.filter((host) => {
    const added = { ...allInOneHost(host.address), id: host.id, hostKey: host.hostKey }
    return !deepEqual(host, added)
  })
}
