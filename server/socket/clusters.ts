/** Clusters: listing, opening, saving by sections, the cluster file in and out. */
import type { Server } from 'socket.io'
import type { Draft } from '@/lib/cluster/draft'
import { readClusterFile } from '@/lib/cluster/file'
import { importHosts } from '@/lib/cluster/import-table'
import { hasErrors } from '@/lib/cluster/problems'
import type { DraftPatch, Pushes } from '@/lib/contract/socket'
import { decisions } from '../audit/decisions'
import { exportCluster } from '../clusters/export-cluster'
import { summaries } from '../clusters/summaries'
import { type Engine, newId } from '../engine'
import { RequestFailure } from '../request-failure'
import { type Asked, actorOf, beforeSecrets, type Handlers, room } from './handlers'

type Names =
  | 'clusters.list'
  | 'clusters.create'
  | 'clusters.open'
  | 'clusters.save'
  | 'clusters.remove'
  | 'clusters.forget'
  | 'clusters.export'
  | 'hosts.import'

export const clusterHandlers: Handlers<Names> = {
  'clusters.list': async (_, { engine }) => summaries(engine),

  'clusters.create': async (payload, asked) => {
    const { engine } = asked
    if (payload.from === 'empty') return engine.clusters.create(engine.emptyDraft())
    if (payload.from === 'practice') {
      if (!engine.practice) throw new RequestFailure('practice-unavailable')
      return engine.clusters.create(engine.practice())
    }
    const { draft, problems } = readClusterFile(payload.text, () => newId())
    if (hasErrors(problems))
      return { problems: problems.map((problem) => ({ ...problem, path: [...problem.path] })) }
    const created = await engine.clusters.create(draft)
    await record(asked, created.id, engine.emptyDraft(), draft)
    return created
  },

  'clusters.open': async ({ id }, { engine, client }) => {
    const cluster = await engine.clusters.open(id)
    await client.join(room('cluster', id))
    return cluster
  },

  'clusters.save': async ({ id, patch }, asked) => {
    const { engine, client } = asked
    const { draft: before } = await engine.clusters.open(id)
    const revision = await engine.clusters.save(id, patch, client.id)
    await record(asked, id, before, patch)
    return { revision }
  },

  'clusters.remove': async ({ id }, asked) => {
    const { clusters, checks, runs } = asked.engine
    await runs.forget(id, () => clusters.remove(id))
    await checks.remove(id)
    await asked.engine.audit.write('cluster-removed', actorOf(asked), { cluster: id })
    return {}
  },

  'clusters.forget': async ({ id }, asked) => {
    const { clusters, checks, runs } = asked.engine
    await runs.forget(id, () => clusters.forget(id))
    await checks.forget(id)
    await asked.engine.audit.write('secrets-forgotten', actorOf(asked), { cluster: id })
    return {}
  },

  'clusters.export': async ({ id, secrets }, asked) => {
    if (secrets) await beforeSecrets(asked, `cluster file of ${id}`)
    return { text: await exportCluster(asked.engine, id, secrets) }
  },

  'hosts.import': async ({ text }) => ({ draft: importHosts(text) }),
}

async function record(asked: Asked, cluster: string, before: Draft, patch: DraftPatch): Promise<void> {
  for (const { event, facts } of decisions(before, patch))
    await asked.engine.audit.write(event, actorOf(asked), { cluster, ...facts })
}

/** Every other tab on the cluster hears of a change; the one that made it knows. */
export function tellClusterChanges(io: Server<Record<string, never>, Pushes>, engine: Engine): void {
  engine.clusters.on('changed', (id, revision, patch, by) => {
    const others = by ? io.to(room('cluster', id)).except(by) : io.to(room('cluster', id))
    others.emit('clusters.changed', { id, revision, patch })
  })
}
