/** `taskbox install -f FILE`: checks, writes, runs, follows. What it starts is a run like the wizard's own. */
import { createEngine, type Engine } from '../engine'
import { toFailure } from '../request-failure'
import { accepting, checkedReport, checkIds, sayBlocked, table, wantsColour } from './checking'
import { clusterFromFile, type FileFlags, type FromFile, REFUSED } from './cluster-from-file'
import { ownDataFolder } from './data-owner'
import { followRun } from './follow-run'
import { keepCluster } from './keep-cluster'
import { printJson, say, sayFailure } from './output'

export interface InstallFlags extends FileFlags {
  accept: string[]
  acceptHostKeys: boolean
  json: boolean
  data?: string
}

export async function install(flags: InstallFlags): Promise<number> {
  const accept = checkIds(flags.accept)
  const read = accept && (await clusterFromFile(flags))
  const data = read && (await ownDataFolder(flags.data))
  if (!data) return REFUSED
  const engine = createEngine({
    data,
    logLevel: process.env.TASKBOX_LOG ?? 'warn',
    acceptHostKeys: flags.acceptHostKeys,
  })
  try {
    return await checkedInstall(engine, { ...read, draft: accepting(read.draft, accept) }, flags)
  } catch (error) {
    const failure = toFailure(error, (cause) => say(String(cause)))
    sayFailure(failure)
    if (flags.json) await printJson({ state: 'failed', reason: failure.kind, hosts: {}, diagnosis: [] })
    return 1
  } finally {
    await engine.close()
  }
}

async function checkedInstall(engine: Engine, read: FromFile, { json }: InstallFlags): Promise<number> {
  const { report } = await checkedReport(engine, read, [])
  process.stderr.write(table(report, wantsColour(process.stderr)))
  if (!report.ready) {
    sayBlocked(report)
    if (json) await printJson({ state: 'failed', reason: 'checks', hosts: {}, diagnosis: [], checks: report })
    return 1
  }
  const { audit, runs } = engine
  const who = await keepCluster(engine, read)
  const run = await runs.start(read.id, undefined, {
    checked: async () => report,
    around: (run, begin) => audit.act('run-started', who, { cluster: read.id, run }, begin),
  })
  return followRun(engine, run, json)
}
