/** Handlers for clusters: list, create, open, save, delete, import, export, and the preview of rendered files. */
import type { Server } from 'socket.io'
import type { Draft, DraftPatch } from '@/lib/cluster/draft/draft'
import { hasErrors } from '@/lib/cluster/draft/validate-draft'
import { readClusterFile } from '@/lib/cluster/file/read'
import { importHosts } from '@/lib/cluster/import/import-hosts'
import type { ServerEvents } from '@/lib/contract/socket'
import { defaultsOf } from '@/lib/installers/registry'
import { auditedChanges, recordChanges } from '../../audit/audited-changes'
import { changesSinceRun } from '../../clusters/changes-since-run'
import { clusterOperations } from '../../clusters/cluster-operations'
import { exportCluster } from '../../clusters/export-cluster'
import { summaries } from '../../clusters/summaries'
import { type Engine, newId } from '../../engine'
import { RequestFailure } from '../../request-failure'
import { previewFiles } from '../../runs/start/preview'
import {
  actorOf,
  authorizeSecrets,
  clusterRoom,
  type HandlerContext,
  type Handlers,
  requireConfirmation,
} from './handler'

type Names =
  | 'clusters.list'
  | 'clusters.create'
  | 'clusters.open'
  | 'clusters.save'
  | 'clusters.approve'
  | 'clusters.remove'
  | 'clusters.delete-secrets'
  | 'clusters.export'
  | 'clusters.operations'
  | 'hosts.import'
  | 'review.changes'
  | 'review.files'

export const clusterHandlers: Handlers<Names> = {
  'clusters.list': async ({ verdicts }, { engine }) => summaries(engine, verdicts),

  'clusters.create': async (payload, context) => {
    const { engine } = context
    if (payload.from === 'empty') return engine.clusters.create(engine.emptyDraft())
    if (payload.from === 'practice') {
      const createDraft = engine.practice?.get(payload.installer)
      if (!createDraft) throw new RequestFailure('practice-unavailable')
      return engine.clusters.create(await createDraft())
    }
    const { draft, problems } = readClusterFile(payload.text, () => newId(), defaultsOf)
    if (hasErrors(problems))
      return { problems: problems.map((problem) => ({ ...problem, path: [...problem.path] })) }
    const id = newId()
    return withAudit(context, id, engine.emptyDraft(), draft, () => engine.clusters.create(draft, id))
  },

  'clusters.open': async ({ id }, { engine, client }) => {
    const cluster = await engine.clusters.open(id)
    await client.join(clusterRoom(id))
    return cluster
  },

  'clusters.save': async ({ id, patch, tabKey }, context) => {
    const { engine, client } = context
    const { draft: previous } = await engine.clusters.open(id)
    const save = () => engine.clusters.save(id, patch, client.id, tabKey)
    return withAudit(context, id, previous, patch, save)
  },

  'clusters.approve': async ({ id, revision }, context) => {
    const { audit, clusters } = context.engine
    requireConfirmation(context)
    const withheld = await clusters.withheldSecrets(id)
    const facts = { cluster: id, secrets: truncateNames(withheld.map(({ name }) => name)) }
    const destinations = truncateNames([...new Set(withheld.flatMap(({ hops }) => hops))])
    const approve = () => clusters.approve(id, revision)
    return {
      revision: await audit.record(
        'secrets-redirected',
        actorOf(context),
        { ...facts, destinations },
        approve,
      ),
    }
  },

  'clusters.remove': async ({ id, leaveCopies }, context) => {
    const { audit, clusters, checks, runs } = context.engine
    await audit.record('cluster-removed', actorOf(context), deletionFacts(id, leaveCopies), async () => {
      await runs.forgetSecrets(id, { leaveCopies, forgetCluster: () => clusters.remove(id) })
      await checks.remove(id)
    })
    return {}
  },

  'clusters.delete-secrets': async ({ id, leaveCopies }, context) => {
    const { audit, clusters, checks, runs } = context.engine
    await audit.record('secrets-forgotten', actorOf(context), deletionFacts(id, leaveCopies), async () => {
      await runs.forgetSecrets(id, { leaveCopies, forgetCluster: () => clusters.forgetSecrets(id) })
      await checks.removeOutputs(id)
    })
    return {}
  },

  'clusters.export': async ({ id, secrets }, context) => {
    if (secrets) await authorizeSecrets(context, `cluster file of ${id}`)
    return { text: await exportCluster(context.engine, id, secrets) }
  },

  'clusters.operations': async ({ id }, { engine }) => clusterOperations(engine, id),

  'hosts.import': async ({ text }) => {
    const { hosts, bastion, ...preview } = importHosts(text)
    return { draft: { hosts, ...(bastion && { bastion }) }, ...preview }
  },

  'review.changes': async ({ id }, { engine }) => ({ changes: await changesSinceRun(engine, id) }),

  'review.files': async ({ id }, { engine }) => ({ files: await previewFiles(engine, id) }),
}

const deletionFacts = (cluster: string, leaveCopies: boolean) => ({
  cluster,
  ...(leaveCopies && { copies: 'left on the taskbox' }),
})

/** Maximum number of names in one audit event. */
const MAX_NAMES = 50

function truncateNames(names: readonly string[]): string[] {
  const rest = names.length - MAX_NAMES
  return [...names.slice(0, MAX_NAMES), ...(rest > 0 ? [`+${rest}`] : [])]
}

/** Saves a patch after recording its security-relevant changes in the audit log. */
function withAudit<T>(
  context: HandlerContext,
  cluster: string,
  previous: Draft,
  patch: DraftPatch,
  save: () => Promise<T>,
): Promise<T> {
  return recordChanges(context.engine.audit, actorOf(context), cluster, auditedChanges(previous, patch), save)
}

/** Sends draft changes to every page of the cluster except the one that made them. */
export function broadcastClusterChanges(
  io: Server<Record<string, never>, ServerEvents>,
  engine: Engine,
): void {
  engine.clusters.on('changed', (id, revision, patch, by) => {
    const others = by ? io.to(clusterRoom(id)).except(by) : io.to(clusterRoom(id))
    others.emit('clusters.changed', { id, revision, patch })
  })
}
