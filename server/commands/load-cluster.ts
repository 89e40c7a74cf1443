/** Loads a cluster file from disk: resolves its references, finds its release, prints all its problems, and stores it. */

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import type { Draft } from '@/lib/cluster/draft'
import {
  type ClusterFile,
  readClusterFile,
  validateClusterFile,
  withResolvedReferences,
} from '@/lib/cluster/file/read'
import { hasErrors } from '@/lib/cluster/validate-draft'
import type { Release } from '@/lib/installers/installer'
import { findRelease, releases } from '@/lib/installers/registry'
import { type Actor, terminalActor } from '../audit/audit-log'
import { auditedChanges, recordChanges } from '../audit/audited-changes'
import type { Engine } from '../engine'
import { translator } from '../translator'
import { createReferenceResolver } from './references'
import { escapeFacts } from './terminal/escape'
import { printProblems, printStderr } from './terminal/output'

/** Exit status of an invalid file or option. */
export const INVALID_INPUT = 2

export interface LoadedCluster {
  /** Derived from the path: the runs of a file belong to one cluster, and two installs cannot overlap. */
  id: string
  draft: Draft
  release: Release
}

export interface FileFlags {
  file: string
  /** Allow references to any variable and any file. */
  allowReferences: boolean
}

/** Prints all problems. Returns undefined if one of them is an error. */
export async function loadCluster({
  file: path,
  allowReferences,
}: FileFlags): Promise<LoadedCluster | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    printStderr(
      `taskbox: ${translator()('cli.file-unreadable', escapeFacts({ file: path, reason: error.code ?? error.message }))}`,
    )
    return undefined
  })
  if (text === undefined) return undefined
  const file = withResolvedReferences(
    readClusterFile(text),
    createReferenceResolver(dirname(resolve(path)), allowReferences),
  )
  const release = releaseOf(file)
  const problems = validateClusterFile(file, release, CHECK_IDS)
  printProblems(path, problems)
  if (!release || hasErrors(problems)) return undefined
  const draft = { ...file.draft, installer: { ...file.draft.installer, release: release.id } }
  return { id: clusterId(path), draft, release }
}

/**
 * Stores the cluster in the data folder, after its decisions (host keys, waivers) are in the audit log.
 * @returns the actor of the audit entries
 */
export async function storeCluster(engine: Engine, { id, draft }: LoadedCluster): Promise<Actor> {
  const actor = terminalActor()
  const changes = auditedChanges(engine.emptyDraft(), draft)
  await recordChanges(engine.audit, actor, id, changes, () => engine.clusters.put(id, draft))
  return actor
}

function clusterId(path: string): string {
  return `file-${createHash('sha256').update(resolve(path)).digest('hex').slice(0, 12)}`
}

/** The release that the file names, else the one of the package's folder name, else the only known one. */
function releaseOf({ draft }: ClusterFile): Release | undefined {
  const { release, package: folder } = draft.installer
  if (release !== '') return findRelease(release)
  const named = releases.find((candidate) => candidate.folder === basename(folder))
  return named ?? (releases.length === 1 ? releases[0] : undefined)
}
