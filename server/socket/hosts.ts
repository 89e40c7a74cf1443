/** Reaching the taskbox and the hosts while they are being filled in, and what is known of their keys. */
import { complete } from '@/lib/cluster/complete'
import { reachHost, reachTaskbox } from '../checks/reach'
import { knownKeys } from '../machine/known-keys'
import { RequestFailure } from '../request-failure'
import type { Handlers } from './handlers'

export const hostHandlers: Handlers<'taskbox.reach' | 'hosts.reach' | 'hosts.keys'> = {
  'taskbox.reach': async ({ id }, { engine }) => {
    const { taskbox } = complete(await engine.clusters.reveal(id))
    return reachTaskbox(engine.machines, taskbox)
  },

  'hosts.reach': async ({ id, host: hostId }, { engine }) => {
    const cluster = complete(await engine.clusters.reveal(id))
    const host = cluster.hosts.find((candidate) => candidate.id === hostId)
    if (!host) throw new RequestFailure('not-found', { what: 'host', id: hostId })
    return reachHost(engine.machines, host, cluster.taskbox)
  },

  'hosts.keys': async ({ text, places }) => knownKeys(text, places),
}
