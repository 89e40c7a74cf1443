/** `taskbox render -f FILE -o DIR`: renders the files over the package's existing ones, else over the release's. */
import { mkdir } from 'node:fs/promises'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { findInstaller } from '@/lib/installers/registry'
import { createEngine, type Engine } from '../engine'
import { withMachine } from '../machine/with-machine'
import { RequestFailure, toFailure } from '../request-failure'
import { existingFilesOf, readExistingFiles, renderFiles } from '../runs/start/write-files'
import { ownDataFolder } from './data-owner'
import {
  assertRelease,
  type FileFlags,
  INVALID_INPUT,
  type LoadedCluster,
  loadRelease,
  readCluster,
} from './load-cluster'
import { writeOutputFiles } from './output-files'
import { printFailure, printStderr } from './terminal/output'

/** Short, because the package may be on a taskbox that is offline. */
const READ_TIMEOUT_MS = 15_000

export async function render(flags: FileFlags & { output: string; data?: string }): Promise<number> {
  const file = await readCluster(flags)
  const data = file && (await ownDataFolder(flags.data))
  if (!data) return INVALID_INPUT
  const engine = createEngine({ data, logLevel: 'silent' })
  try {
    // A release that the file names is compared with the package when its files are read.
    const { id, draft, release } = file
    const loaded = release ? { id, draft, release } : await loadRelease(engine, file)
    if (!loaded) return INVALID_INPUT
    const existing = await existingFiles(engine, loaded)
    const installer = findInstaller(loaded.release.installer)
    const files = installer ? renderFiles(installer, toCluster(loaded.draft, loaded.release), existing) : []
    await mkdir(flags.output, { recursive: true, mode: 0o700 })
    const skipped = commonFolder(files.map(({ path }) => path)).length
    await writeOutputFiles(flags.output, new Map(files.map(({ path, text }) => [path.slice(skipped), text])))
    return 0
  } catch (error) {
    printFailure(toFailure(error, (cause) => printStderr(String(cause))))
    return INVALID_INPUT
  } finally {
    await engine.close()
  }
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
