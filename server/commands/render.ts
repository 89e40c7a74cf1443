/** `taskbox render -f FILE -o DIR`: renders the files over the package's existing ones, else over the release's. */
import { mkdir } from 'node:fs/promises'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { findInstaller } from '@/lib/installers/registry'
import type { Engine } from '../engine'
import { withMachine } from '../machine/with-machine'
import { RequestFailure, toFailure } from '../request-failure'
import { existingFilesOf, readExistingFiles, renderFiles } from '../runs/start/write-files'
import { assertRelease, type FileFlags, type LoadedCluster, loadRelease } from './load-cluster'
import { writeOutputFiles } from './output-files'
import { printFailure, printStderr } from './terminal/output'
import { withClusterFile } from './with-cluster-file'

/** Short, because the package may be on a taskbox that is offline. */
const READ_TIMEOUT_MS = 15_000

export function render(flags: FileFlags & { output: string; data?: string }): Promise<number> {
  return withClusterFile(flags, async (engine, file) => {
    // A release that the file names is compared with the package when its files are read.
    const { id, draft, release } = file
    const loaded = release ? { id, draft, release } : await loadRelease(engine, file)
    if (loaded) await writeFiles(engine, loaded, flags.output)
    return loaded !== undefined
  })
}

async function writeFiles(engine: Engine, cluster: LoadedCluster, output: string): Promise<void> {
  const { draft, release } = cluster
  const existing = await existingFiles(engine, cluster)
  const installer = findInstaller(release.installer)
  const files = installer ? renderFiles(installer, toCluster(draft, release), existing) : []
  await mkdir(output, { recursive: true, mode: 0o700 })
  const skipped = commonFolder(files.map(({ path }) => path)).length
  await writeOutputFiles(output, new Map(files.map(({ path, text }) => [path.slice(skipped), text])))
}

/** The folder that contains all files, such as `conf/`: it is not repeated in the output. */
function commonFolder([first = '', ...others]: readonly string[]): string {
  const folders = first.split('/').slice(0, -1)
  const names = folders.map((_, index) => `${folders.slice(0, index + 1).join('/')}/`)
  return names.findLast((name) => others.every((path) => path.startsWith(name))) ?? ''
}

/** Reads the package's files. If the taskbox is unreachable, prints the failure and returns none. */
async function existingFiles(
  engine: Engine,
  { draft, release }: LoadedCluster,
): Promise<ReadonlyMap<string, string>> {
  const cluster = toCluster(draft, release)
  const installer = findInstaller(release.installer)
  if (!installer) return new Map()
  try {
    const opening = engine.machines.taskbox(cluster.taskbox, { dialMs: READ_TIMEOUT_MS })
    return await withMachine(opening, async (machine) => {
      await assertRelease(machine, cluster.installer)
      return readExistingFiles(machine, cluster.installer.source, existingFilesOf(installer, cluster))
    })
  } catch (error) {
    // The file exists but cannot be edited: do not render a different one in its place.
    if (error instanceof RequestFailure) throw error
    printFailure(toFailure(error, (cause) => printStderr(String(cause))))
    return new Map()
  }
}
