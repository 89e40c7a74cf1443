/** A cluster file from disk: read, its references filled in, its release found, and all of its problems said at once. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { Draft } from '@/lib/cluster/draft'
import { type ClusterFile, judgeClusterFile, readClusterFile, withReferences } from '@/lib/cluster/file/index'
import { hasErrors } from '@/lib/cluster/validate-draft'
import type { Release } from '@/lib/installers/installer'
import { findRelease, releases } from '@/lib/installers/registry'
import { translator } from '../translator'
import { lookUpFrom } from './references'
import { escapeFacts } from './terminal/escape'
import { printProblems, printStderr } from './terminal/output'

/** Exit status of a refused file. */
export const INVALID_INPUT = 2

export interface LoadedCluster {
  /** The same file is the same cluster: its runs stand together, and a second install waits for the first. */
  id: string
  draft: Draft
  release: Release
}

export interface FileFlags {
  file: string
  /** The file's references may name any variable and any file. */
  allowReferences: boolean
}

/** Prints what is wrong; undefined where the file is refused. Warnings are printed and lived with. */
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
  const file = withReferences(readClusterFile(text), lookUpFrom(dirname(resolve(path)), allowReferences))
  const release = releaseOf(file)
  const problems = judgeClusterFile(file, release)
  printProblems(path, problems)
  if (!release || hasErrors(problems)) return undefined
  const draft = { ...file.draft, installer: { ...file.draft.installer, release: release.id } }
  return { id: clusterId(path), draft, release }
}

function clusterId(path: string): string {
  return `file-${createHash('sha256').update(resolve(path)).digest('hex').slice(0, 12)}`
}

/** Named in the file, else told by the package's folder, else the only one there is. */
function releaseOf({ draft }: ClusterFile): Release | undefined {
  const { release, package: folder } = draft.installer
  if (release !== '') return findRelease(release)
  const named = releases.find((known) => known.folder === basename(folder))
  return named ?? (releases.length === 1 ? releases[0] : undefined)
}
