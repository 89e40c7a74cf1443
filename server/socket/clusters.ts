/** Clusters: listing, opening, saving by sections, the cluster file in and out. */
import type { Server } from 'socket.io'
import { readClusterFile } from '@/lib/cluster/file'
import { importHosts } from '@/lib/cluster/import-table'
import { hasErrors } from '@/lib/cluster/problems'
import type { Pushes } from '@/lib/contract/socket'
import { exportCluster } from '../clusters/export-cluster'
import { summaries } from '../clusters/summaries'
import { type Engine, newId } from '../engine'
import { RequestFailure } from '../request-failure'
import { type Handlers, room } from './handlers'

type Names =
  | 'clusters.list'
  | 'clusters.create'
  | 'clusters.open'
  | 'clusters.save'
  | 'clusters.remove'
  | 'clusters.export'
  | 'hosts.import'

export const clusterHandlers: Handlers<Names> = {
  'clusters.list': async (_, { engine }) => summaries(engine),

  'clusters.create': async (payload, { engine }) => {
    if (payload.from === 'empty') return engine.clusters.create(engine.emptyDraft())
    if (payload.from === 'practice') {
      if (!engine.practice) throw new RequestFailure('practice-unavailable')
      return engine.clusters.create(engine.practice())
    }
    const { draft, problems } = readClusterFile(payload.text, () => newId())
    if (hasErrors(problems))
      return { problems: problems.map((problem) => ({ ...problem, path: [...problem.path] })) }
    return engine.clusters.create(draft)
  },

  'clusters.open': async ({ id }, { engine, client }) => {
    const cluster = await engine.clusters.open(id)
    await client.join(room('cluster', id))
    return cluster
  },

  'clusters.save': async ({ id, patch }, { engine, client }) => ({
    revision: await engine.clusters.save(id, patch, client.id),
  }),

  'clusters.remove': async ({ id }, { engine }) => {
    await engine.clusters.remove(id)
    await engine.checks.remove(id)
    return {}
  },

  'clusters.export': async ({ id, secrets }, { engine }) => ({
    text: await exportCluster(engine, id, secrets),
  }),

  'hosts.import': async ({ text }) => ({ draft: importHosts(text) }),
}

/** Every other tab on the cluster hears of a change; the one that made it knows. */
export function tellClusterChanges(io: Server<Record<string, never>, Pushes>, engine: Engine): void {
  engine.clusters.on('changed', (id, revision, patch, by) => {
    const others = by ? io.to(room('cluster', id)).except(by) : io.to(room('cluster', id))
    others.emit('clusters.changed', { id, revision, patch })
  })
}
