/** `taskbox install -f FILE`: checks the hosts, starts a run like the wizard, and follows it. */
import { createEngine, type Engine } from '../engine'
import { toFailure } from '../request-failure'
import { ownDataFolder } from './data-owner'
import {
  type FileFlags,
  INVALID_INPUT,
  type LoadedCluster,
  loadRelease,
  readCluster,
  storeCluster,
} from './load-cluster'
import { prepareAnswers } from './prepared-answers'
import { checkCluster, checkIds, printBlocked, renderTable, wantsColour, withWaivers } from './run-checks'
import { type FollowFlags, followRun } from './terminal/follow-run'
import { printFailure, printJson, printStderr } from './terminal/output'

export interface InstallFlags extends FileFlags {
  accept: string[]
  acceptHostKeys: boolean
  json: boolean
  /** Prepared answers (prepared-answers.ts). */
  answer: string[]
  data?: string
}

export async function install(flags: InstallFlags): Promise<number> {
  const accept = checkIds(flags.accept)
  const answers = accept && prepareAnswers(flags.answer)
  const file = answers && (await readCluster(flags))
  const data = file && (await ownDataFolder(flags.data))
  if (!data) return INVALID_INPUT
  const engine = createEngine({
    data,
    logLevel: process.env.TASKBOX_LOG ?? 'warn',
    acceptHostKeys: flags.acceptHostKeys,
  })
  try {
    const cluster = await loadRelease(engine, file)
    if (!cluster) return INVALID_INPUT
    return await checkedInstall(
      engine,
      { ...cluster, draft: withWaivers(cluster.draft, accept) },
      { ...flags, answers },
    )
  } catch (error) {
    const failure = toFailure(error, (cause) => printStderr(String(cause)))
    printFailure(failure)
    if (flags.json) await printJson({ state: 'failed', reason: failure.kind, hosts: {}, diagnosis: [] })
    return 1
  } finally {
    await engine.close()
  }
}

async function checkedInstall(
  engine: Engine,
  cluster: LoadedCluster,
  { json, answers }: FollowFlags,
): Promise<number> {
  const { report } = await checkCluster(engine, cluster, [])
  process.stderr.write(renderTable(report, wantsColour(process.stderr)))
  if (!report.ready) {
    printBlocked(report)
    if (json) await printJson({ state: 'failed', reason: 'checks', hosts: {}, diagnosis: [], checks: report })
    return 1
  }
  const { audit, runs } = engine
  const actor = await storeCluster(engine, cluster)
  const run = await runs.start(cluster.id, undefined, {
    checkReport: async () => report,
    aroundStart: (run, start) => audit.record('run-started', actor, { cluster: cluster.id, run }, start),
  })
  return followRun(engine, run, { json, answers })
}
