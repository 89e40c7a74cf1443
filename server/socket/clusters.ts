/** Clusters: listing, opening, saving by sections, the cluster file in and out. */
import type { Server } from 'socket.io'
import type { Draft } from '@/lib/cluster/draft'
import { readClusterFile } from '@/lib/cluster/file'
import { importHosts } from '@/lib/cluster/import-table'
import { hasErrors } from '@/lib/cluster/problems'
import type { DraftPatch, Pushes } from '@/lib/contract/socket'
import { decide, decisions } from '../audit/decisions'
import { exportCluster } from '../clusters/export-cluster'
import { summaries } from '../clusters/summaries'
import { type Engine, newId } from '../engine'
import { RequestFailure } from '../request-failure'
import { type Asked, actorOf, beforeSecrets, type Handlers, mustBeConfirmed, room } from './handlers'

type Names =
  | 'clusters.list'
  | 'clusters.create'
  | 'clusters.open'
  | 'clusters.save'
  | 'clusters.approve'
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
    const id = newId()
    return recorded(asked, id, engine.emptyDraft(), draft, () => engine.clusters.create(draft, id))
  },

  'clusters.open': async ({ id }, { engine, client }) => {
    const cluster = await engine.clusters.open(id)
    await client.join(room('cluster', id))
    return cluster
  },

  'clusters.save': async ({ id, patch, tabKey }, asked) => {
    const { engine, client } = asked
    const { draft: before } = await engine.clusters.open(id)
    const save = () => engine.clusters.save(id, patch, client.id, tabKey)
    return recorded(asked, id, before, patch, save)
  },

  'clusters.approve': async ({ id, revision }, asked) => {
    const { audit, clusters } = asked.engine
    mustBeConfirmed(asked)
    const withheld = await clusters.withheld(id)
    const facts = { cluster: id, secrets: named(withheld.map(({ name }) => name)) }
    const destinations = named([...new Set(withheld.flatMap(({ places }) => places))])
    const approve = () => clusters.approve(id, revision)
    return {
      revision: await audit.act('secrets-redirected', actorOf(asked), { ...facts, destinations }, approve),
    }
  },

  'clusters.remove': async ({ id, leaveCopies }, asked) => {
    const { audit, clusters, checks, runs } = asked.engine
    await audit.act('cluster-removed', actorOf(asked), forgetFacts(id, leaveCopies), async () => {
      await runs.forget(id, { leaveCopies, forgetCluster: () => clusters.remove(id) })
      await checks.remove(id)
    })
    return {}
  },

  'clusters.forget': async ({ id, leaveCopies }, asked) => {
    const { audit, clusters, checks, runs } = asked.engine
    await audit.act('secrets-forgotten', actorOf(asked), forgetFacts(id, leaveCopies), async () => {
      await runs.forget(id, { leaveCopies, forgetCluster: () => clusters.forget(id) })
      await checks.forget(id)
    })
    return {}
  },

  'clusters.export': async ({ id, secrets }, asked) => {
    if (secrets) await beforeSecrets(asked, `cluster file of ${id}`)
    return { text: await exportCluster(asked.engine, id, secrets) }
  },

  'hosts.import': async ({ text }) => ({ draft: importHosts(text) }),
}

const forgetFacts = (cluster: string, leaveCopies: boolean) => ({
  cluster,
  ...(leaveCopies && { copies: 'left on the taskbox' }),
})

/** A line of the audit log has room for so many names. */
const MOST_NAMED = 50

function named(names: readonly string[]): string[] {
  const rest = names.length - MOST_NAMED
  return [...names.slice(0, MOST_NAMED), ...(rest > 0 ? [`+${rest}`] : [])]
}

/** Keeps a patch, with what it decides on record before. */
function recorded<T>(
  asked: Asked,
  cluster: string,
  before: Draft,
  patch: DraftPatch,
  keep: () => Promise<T>,
): Promise<T> {
  return decide(asked.engine.audit, actorOf(asked), cluster, decisions(before, patch), keep)
}

/** Every other tab on the cluster hears of a change; the one that made it knows. */
export function tellClusterChanges(io: Server<Record<string, never>, Pushes>, engine: Engine): void {
  engine.clusters.on('changed', (id, revision, patch, by) => {
    const others = by ? io.to(room('cluster', id)).except(by) : io.to(room('cluster', id))
    others.emit('clusters.changed', { id, revision, patch })
  })
}
