/** `taskbox render -f FILE -o DIR`: both files, over the package's own where it can be read, else over the release's. */
import { mkdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { complete } from '@/lib/cluster/complete'
import { findInstaller } from '@/lib/installers/registry'
import { createEngine, type Engine } from '../engine'
import { RequestFailure, toFailure } from '../request-failure'
import { readPresent, renderOver } from '../runs/write-files'
import { clusterFromFile, type FileFlags, type FromFile, REFUSED } from './cluster-from-file'
import { ownDataFolder } from './data-owner'
import { say, sayFailure } from './output'
import { writeOwnFiles } from './own-files'

/** The package may lie on a taskbox that does not answer now; rendering must not wait for long. */
const READ_WITHIN_MS = 15_000

export async function render(flags: FileFlags & { output: string; data?: string }): Promise<number> {
  const read = await clusterFromFile(flags)
  const data = read && (await ownDataFolder(flags.data))
  if (!data) return REFUSED
  const engine = createEngine({ data, logLevel: 'silent' })
  try {
    const present = await presentFiles(engine, read)
    const installer = findInstaller(read.release.id)
    const files = installer ? renderOver(installer, complete(read.draft, read.release), present) : []
    await mkdir(flags.output, { recursive: true, mode: 0o700 })
    await writeOwnFiles(flags.output, new Map(files.map(({ path, text }) => [basename(path), text])))
    return 0
  } catch (error) {
    sayFailure(toFailure(error, (cause) => say(String(cause))))
    return REFUSED
  } finally {
    await engine.close()
  }
}

/** Nothing where the package cannot be read; that is said, and the release's own file stands in. */
async function presentFiles(
  engine: Engine,
  { draft, release }: FromFile,
): Promise<ReadonlyMap<string, string>> {
  const cluster = complete(draft, release)
  const installer = findInstaller(release.id) ?? { files: [], edited: [] }
  try {
    const machine = await engine.machines.taskbox(cluster.taskbox, { dialMs: READ_WITHIN_MS })
    return await readPresent(machine, cluster.installer.package, installer).finally(() => machine.close())
  } catch (error) {
    // It is there, and cannot be edited: another file must not be shown for it.
    if (error instanceof RequestFailure) throw error
    sayFailure(toFailure(error, (cause) => say(String(cause))))
    return new Map()
  }
}
