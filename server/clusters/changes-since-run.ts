/** Compares the settings of a cluster with those that its last run was started from. */
import type { Draft } from '@/lib/cluster/draft/draft'
import { writeClusterFile } from '@/lib/cluster/file/write'
import type { ResponsePayload } from '@/lib/contract/socket'
import { findRelease } from '@/lib/installers/registry'
import type { Engine } from '../engine'

/** Returns both as cluster files with references in place of secrets; undefined before the first run. */
export async function changesSinceRun(
  engine: Engine,
  id: string,
): Promise<ResponsePayload<'review.changes'>['changes']> {
  const [run] = await engine.runs.list(id)
  if (!run) return undefined
  const [before, { draft }] = await Promise.all([engine.runs.draft(run.id), engine.clusters.open(id)])
  return { startedAt: run.startedAt, before: toFile(before), after: toFile(draft) }
}

const toFile = (draft: Draft): string =>
  writeClusterFile(draft, { secrets: 'env', release: findRelease(draft.installer) })
