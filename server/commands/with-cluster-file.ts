/** What the commands share that read a cluster file and start no run. */
import { createEngine, type Engine } from '../engine'
import { toFailure } from '../request-failure'
import { ownDataFolder } from './data-owner'
import { type FileFlags, INVALID_INPUT, type ReadCluster, readCluster } from './load-cluster'
import { printFailure, printStderr } from './terminal/output'

/**
 * Runs `work` with the file and an engine, and closes the engine. Prints problems of the file and failures of `work`.
 * @returns whether `work` returned true, as the command's exit status
 */
export async function withClusterFile(
  flags: FileFlags & { data?: string },
  work: (engine: Engine, file: ReadCluster) => Promise<boolean>,
): Promise<number> {
  const file = await readCluster(flags)
  const data = file && (await ownDataFolder(flags.data))
  if (!data) return INVALID_INPUT
  const engine = createEngine({ data, logLevel: 'silent' })
  try {
    return (await work(engine, file)) ? 0 : INVALID_INPUT
  } catch (error) {
    printFailure(toFailure(error, (cause) => printStderr(String(cause))))
    return INVALID_INPUT
  } finally {
    await engine.close()
  }
}
