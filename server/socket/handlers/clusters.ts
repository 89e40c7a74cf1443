/** Clusters: listing, opening, saving by sections, the cluster file in and out. */
import type { Server } from 'socket.io'
import type { Draft } from '@/lib/cluster/draft'
import { readClusterFile } from '@/lib/cluster/file/index'
import { importHosts } from '@/lib/cluster/import/table'
import { hasErrors } from '@/lib/cluster/validate-draft'
import type { DraftPatch, ServerEvents } from '@/lib/contract/socket'
import { auditedChanges, recordChanges } from '../../audit/audited-changes'
import { exportCluster } from '../../clusters/export-cluster'
import { summaries } from '../../clusters/summaries'
import { type Engine, newId } from '../../engine'
import { RequestFailure } from '../../request-failure'
import {
  actorOf,
  authorizeSecrets,
  type HandlerContext,
  type Handlers,
  requireConfirmation,
  roomName,
} from './handler'

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
    return withAudit(asked, id, engine.emptyDraft(), draft, () => engine.clusters.create(draft, id))
  },

  'clusters.open': async ({ id }, { engine, client }) => {
    const cluster = await engine.clusters.open(id)
    await client.join(roomName('cluster', id))
    return cluster
  },

  'clusters.save': async ({ id, patch, tabKey }, asked) => {
    const { engine, client } = asked
    const { draft: before } = await engine.clusters.open(id)
    const save = () => engine.clusters.save(id, patch, client.id, tabKey)
    return withAudit(asked, id, before, patch, save)
  },

  'clusters.approve': async ({ id, revision }, asked) => {
    const { audit, clusters } = asked.engine
    requireConfirmation(asked)
    const withheld = await clusters.withheldSecrets(id)
    const facts = { cluster: id, secrets: truncateNames(withheld.map(({ name }) => name)) }
    const destinations = truncateNames([...new Set(withheld.flatMap(({ places }) => places))])
    const approve = () => clusters.approve(id, revision)
    return {
      revision: await audit.record('secrets-redirected', actorOf(asked), { ...facts, destinations }, approve),
    }
  },

  'clusters.remove': async ({ id, leaveCopies }, asked) => {
    const { audit, clusters, checks, runs } = asked.engine
    await audit.record('cluster-removed', actorOf(asked), deletionFacts(id, leaveCopies), async () => {
      await runs.forgetSecrets(id, { leaveCopies, forgetCluster: () => clusters.remove(id) })
      await checks.remove(id)
    })
    return {}
  },

  'clusters.forget': async ({ id, leaveCopies }, asked) => {
    const { audit, clusters, checks, runs } = asked.engine
    await audit.record('secrets-forgotten', actorOf(asked), deletionFacts(id, leaveCopies), async () => {
      await runs.forgetSecrets(id, { leaveCopies, forgetCluster: () => clusters.forgetSecrets(id) })
      await checks.removeOutputs(id)
    })
    return {}
  },

  'clusters.export': async ({ id, secrets }, asked) => {
    if (secrets) await authorizeSecrets(asked, `cluster file of ${id}`)
    return { text: await exportCluster(asked.engine, id, secrets) }
  },

  'hosts.import': async ({ text }) => ({ draft: importHosts(text) }),
}

const deletionFacts = (cluster: string, leaveCopies: boolean) => ({
  cluster,
  ...(leaveCopies && { copies: 'left on the taskbox' }),
})

/** A line of the audit log has room for so many names. */
const MAX_NAMES = 50

function truncateNames(names: readonly string[]): string[] {
  const rest = names.length - MAX_NAMES
  return [...names.slice(0, MAX_NAMES), ...(rest > 0 ? [`+${rest}`] : [])]
}

/** Keeps a patch, with what it decides on record before. */
function withAudit<T>(
  asked: HandlerContext,
  cluster: string,
  before: Draft,
  patch: DraftPatch,
  keep: () => Promise<T>,
): Promise<T> {
  return recordChanges(asked.engine.audit, actorOf(asked), cluster, auditedChanges(before, patch), keep)
}

/** Every other tab on the cluster hears of a change; the one that made it knows. */
export function broadcastClusterChanges(
  io: Server<Record<string, never>, ServerEvents>,
  engine: Engine,
): void {
  engine.clusters.on('changed', (id, revision, patch, by) => {
    const others = by ? io.to(roomName('cluster', id)).except(by) : io.to(roomName('cluster', id))
    others.emit('clusters.changed', { id, revision, patch })
  })
}
