/** `taskbox render -f FILE -o DIR`: both files, over the package's own where it can be read, else over the release's. */
import { mkdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { toCluster } from '@/lib/cluster/to-cluster'
import { findInstaller } from '@/lib/installers/registry'
import { createEngine, type Engine } from '../engine'
import { RequestFailure, toFailure } from '../request-failure'
import { readExistingFiles, renderFiles } from '../runs/start/write-files'
import { ownDataFolder } from './data-owner'
import { type FileFlags, INVALID_INPUT, type LoadedCluster, loadCluster } from './load-cluster'
import { writeOutputFiles } from './output-files'
import { printFailure, printStderr } from './terminal/output'

/** The package may lie on a taskbox that does not answer now; rendering must not wait for long. */
const READ_TIMEOUT_MS = 15_000

export async function render(flags: FileFlags & { output: string; data?: string }): Promise<number> {
  const read = await loadCluster(flags)
  const data = read && (await ownDataFolder(flags.data))
  if (!data) return INVALID_INPUT
  const engine = createEngine({ data, logLevel: 'silent' })
  try {
    const present = await existingFiles(engine, read)
    const installer = findInstaller(read.release.id)
    const files = installer ? renderFiles(installer, toCluster(read.draft, read.release), present) : []
    await mkdir(flags.output, { recursive: true, mode: 0o700 })
    await writeOutputFiles(flags.output, new Map(files.map(({ path, text }) => [basename(path), text])))
    return 0
  } catch (error) {
    printFailure(toFailure(error, (cause) => printStderr(String(cause))))
    return INVALID_INPUT
  } finally {
    await engine.close()
  }
}

/** Nothing where the package cannot be read; that is said, and the release's own file stands in. */
async function existingFiles(
  engine: Engine,
  { draft, release }: LoadedCluster,
): Promise<ReadonlyMap<string, string>> {
  const cluster = toCluster(draft, release)
  const installer = findInstaller(release.id) ?? { files: [], edited: [] }
  try {
    const machine = await engine.machines.taskbox(cluster.taskbox, { dialMs: READ_TIMEOUT_MS })
    return await readExistingFiles(machine, cluster.installer.package, installer).finally(() =>
      machine.close(),
    )
  } catch (error) {
    // It is there, and cannot be edited: another file must not be shown for it.
    if (error instanceof RequestFailure) throw error
    printFailure(toFailure(error, (cause) => printStderr(String(cause))))
    return new Map()
  }
}
