/** Loads a cluster file from disk: resolves its references, finds its release, prints all its problems, and stores it. */

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Draft } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { hasErrors } from '@/lib/cluster/draft/validate-draft'
import { readClusterFile, validateClusterFile, withResolvedReferences } from '@/lib/cluster/file/read'
import type { Problem } from '@/lib/cluster/problem'
import type { FoundPackage } from '@/lib/contract/socket'
import type { Release } from '@/lib/installers/installer'
import { defaultsOf, findInstaller, findRelease, installers } from '@/lib/installers/registry'
import { type Actor, terminalActor } from '../audit/audit-log'
import { auditedChanges, recordChanges } from '../audit/audited-changes'
import type { Engine } from '../engine'
import type { Machine } from '../machine/machine'
import { withMachine } from '../machine/with-machine'
import { detectPackage, refuseOtherRelease } from '../packages/detect'
import { RequestFailure } from '../request-failure'
import { translator } from '../translator'
import { createReferenceResolver } from './references'
import { escapeFacts } from './terminal/escape'
import { printEvidence, printProblems, printStderr } from './terminal/output'

/** Exit status of an invalid file or option. */
export const INVALID_INPUT = 2

/** A cluster file without errors. Its release may have to be detected. */
export interface ReadCluster {
  /** Derived from the path: the runs of a file belong to one cluster, and two installs cannot overlap. */
  id: string
  draft: Draft
  release: Release | undefined
  /** Validates the file against a release, and prints its problems. */
  validate: (release: Release) => boolean
}

export interface LoadedCluster {
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
export async function readCluster({
  file: path,
  allowReferences,
}: FileFlags): Promise<ReadCluster | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    printStderr(
      `taskbox: ${translator()('cli.file-unreadable', escapeFacts({ file: path, reason: error.code ?? error.message }))}`,
    )
    return undefined
  })
  if (text === undefined) return undefined
  const file = withResolvedReferences(
    readClusterFile(text, undefined, defaultsOf),
    createReferenceResolver(dirname(resolve(path)), allowReferences),
  )
  const validate = (release: Release | undefined, needsRelease = true): boolean => {
    const all = validateClusterFile(file, release, CHECK_IDS)
    const problems = needsRelease ? all : all.filter((problem) => !mayDisappear(problem, file.draft))
    const isValid = !hasErrors(problems)
    if (needsRelease || !isValid) printProblems(path, problems)
    return isValid
  }
  const { draft } = file
  const id = clusterId(path)
  if (draft.installer.version === '' || isDescribedBySource(draft))
    return validate(undefined, false) ? { id, draft, release: undefined, validate } : undefined
  const release = findRelease(draft.installer, draft.settings)
  return validate(release) && release ? { id, draft, release, validate } : undefined
}

/** Whether a version alone does not describe the release: the source has to be read. */
function isDescribedBySource({ installer }: Draft): boolean {
  return installer.facts === undefined && findInstaller(installer.id)?.releases.length === 0
}

const NEED_RELEASE: ReadonlySet<Problem['code']> = new Set([
  'release-missing',
  'release-unknown',
  'storage-class-missing',
])

/** Sections whose rules depend on the release. */
const RELEASE_SECTIONS: ReadonlySet<unknown> = new Set(['hosts', 'network', 'storage', 'settings', 'addons'])

/** Whether a problem may disappear when the release is detected. */
function mayDisappear({ code, path }: Problem, draft: Draft): boolean {
  return NEED_RELEASE.has(code) || (isDescribedBySource(draft) && RELEASE_SECTIONS.has(path[0]))
}

/** Short, because the package may be on a taskbox that is offline. */
const DIAL_MS = 15_000

/**
 * Compares the file's release with the package on the taskbox, or detects it if the file names none. Throws the failure
 * of the detection. Without a usable package or taskbox, a release that the file names is used: the checks, or the start
 * of a run, report what is wrong. Returns undefined if the file has errors.
 */
export async function loadRelease(engine: Engine, cluster: ReadCluster): Promise<LoadedCluster | undefined> {
  const { id, draft, release } = cluster
  const { taskbox, installer } = toCluster(draft, release)
  try {
    const opening = engine.machines.taskbox(taskbox, { dialMs: DIAL_MS })
    if (!release)
      return await withMachine(opening, async (machine) =>
        withRelease(cluster, await detectPackage(machine, installer.source, installers, true)),
      )
    await withMachine(opening, (machine) => assertRelease(machine, installer))
  } catch (error) {
    if (!release || error instanceof RequestFailure) throw error
  }
  return { id, draft, release }
}

/** Like `refuseOtherRelease`, but does not throw if the folder contains no package to compare with. */
export async function assertRelease(machine: Machine, installer: Cluster['installer']): Promise<void> {
  await refuseOtherRelease(machine, installer).catch((error: unknown) => {
    const isAbsent =
      error instanceof RequestFailure &&
      (error.kind === 'package-none' || error.kind === 'package-unreadable')
    if (!isAbsent) throw error
  })
}

/** The cluster with the detected release, if the file is valid for it. Throws `package-other-release`. */
function withRelease({ id, draft, validate }: ReadCluster, found: FoundPackage): LoadedCluster | undefined {
  const t = translator()
  const { installer: product, facts, folder } = found
  const wanted = draft.installer
  const isOther = wanted.version !== '' && (wanted.version !== found.release || wanted.id !== product)
  if (isOther)
    throw new RequestFailure('package-other-release', {
      ...{ folder, release: wanted.version, detected: found.release },
    })
  const release = findRelease({ id: product, version: found.release, facts }, draft.settings)
  if (!release || !validate(release)) return undefined
  printStderr(t('cli.release-detected', escapeFacts({ folder, release: release.id })))
  if (found.contradictions) {
    printStderr(t('cli.release-contradicted'))
    printEvidence(found.contradictions)
  }
  const installer = { ...draft.installer, id: product, version: release.id, ...(facts && { facts }) }
  return { id, draft: { ...draft, installer }, release }
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
