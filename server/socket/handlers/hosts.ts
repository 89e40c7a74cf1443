/** Handlers for hosts: connection tests, and host keys from a known_hosts file. */
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { testHostConnection, testTaskboxConnection } from '../../checks/connection-test'
import { RequestFailure } from '../../request-failure'
import { knownKeys } from '../../ssh/known-hosts'
import type { Handlers } from './handler'

export const hostHandlers: Handlers<'taskbox.test-connection' | 'hosts.test-connection' | 'hosts.keys'> = {
  'taskbox.test-connection': async ({ id }, { engine }) => {
    const { taskbox } = toCluster(await engine.clusters.openWithSecrets(id))
    return testTaskboxConnection(engine.machines, taskbox)
  },

  'hosts.test-connection': async ({ id, host: hostId }, { engine }) => {
    const cluster = toCluster(await engine.clusters.openWithSecrets(id))
    const host = cluster.hosts.find((candidate) => candidate.id === hostId)
    if (!host) throw new RequestFailure('not-found', { what: 'host', id: hostId })
    return testHostConnection(engine.machines, host, cluster.taskbox)
  },

  'hosts.keys': async ({ text, endpoints }) => knownKeys(text, endpoints),
}
