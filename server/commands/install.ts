/** `taskbox install -f FILE`: checks, writes, runs, follows. What it starts is a run like the wizard's own. */
import { createEngine, type Engine } from '../engine'
import { toFailure } from '../request-failure'
import { ownDataFolder } from './data-owner'
import { type FileFlags, INVALID_INPUT, type LoadedCluster, loadCluster } from './load-cluster'
import { checkCluster, checkIds, printBlocked, renderTable, wantsColour, withWaivers } from './run-checks'
import { storeCluster } from './store-cluster'
import { followRun } from './terminal/follow-run'
import { printFailure, printJson, printStderr } from './terminal/output'

export interface InstallFlags extends FileFlags {
  accept: string[]
  acceptHostKeys: boolean
  json: boolean
  data?: string
}

export async function install(flags: InstallFlags): Promise<number> {
  const accept = checkIds(flags.accept)
  const read = accept && (await loadCluster(flags))
  const data = read && (await ownDataFolder(flags.data))
  if (!data) return INVALID_INPUT
  const engine = createEngine({
    data,
    logLevel: process.env.TASKBOX_LOG ?? 'warn',
    acceptHostKeys: flags.acceptHostKeys,
  })
  try {
    return await checkedInstall(engine, { ...read, draft: withWaivers(read.draft, accept) }, flags)
  } catch (error) {
    const failure = toFailure(error, (cause) => printStderr(String(cause)))
    printFailure(failure)
    if (flags.json) await printJson({ state: 'failed', reason: failure.kind, hosts: {}, diagnosis: [] })
    return 1
  } finally {
    await engine.close()
  }
}

async function checkedInstall(engine: Engine, read: LoadedCluster, { json }: InstallFlags): Promise<number> {
  const { report } = await checkCluster(engine, read, [])
  process.stderr.write(renderTable(report, wantsColour(process.stderr)))
  if (!report.ready) {
    printBlocked(report)
    if (json) await printJson({ state: 'failed', reason: 'checks', hosts: {}, diagnosis: [], checks: report })
    return 1
  }
  const { audit, runs } = engine
  const who = await storeCluster(engine, read)
  const run = await runs.start(read.id, undefined, {
    checked: async () => report,
    around: (run, begin) => audit.record('run-started', who, { cluster: read.id, run }, begin),
  })
  return followRun(engine, run, json)
}
