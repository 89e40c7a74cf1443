/**
 * `taskbox add-hosts`, `remove-hosts`, `upgrade` and `reset`: change a cluster that `install` or the wizard installed, from
 * its cluster file and with the same data folder.
 */
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import type { OperationRequest } from '@/lib/cluster/operations/request'
import { createEngine, type Engine } from '../engine'
import { toFailure } from '../request-failure'
import { translator } from '../translator'
import { ownDataFolder } from './data-owner'
import {
  type FileFlags,
  INVALID_INPUT,
  type LoadedCluster,
  loadRelease,
  readCluster,
  storeCluster,
} from './load-cluster'
import { type PreparedAnswers, prepareAnswers } from './prepared-answers'
import { checkCluster, checkIds, printBlocked, renderTable, wantsColour, withWaivers } from './run-checks'
import { followRun } from './terminal/follow-run'
import { printFailure, printJson, printStderr } from './terminal/output'

export interface OperateFlags extends FileFlags {
  acceptHostKeys: boolean
  json: boolean
  answer: string[]
  data?: string
  /** Of `add-hosts`: waived checks. */
  accept?: string[]
  /** Of `add-hosts` and `remove-hosts`: names of hosts. */
  host?: string[]
  /** Of `remove-hosts`: names of hosts that do not answer. */
  dead?: string[]
  /** Of `remove-hosts` and `reset`: the name of the cluster. */
  confirm?: string
}

/** Returns the request for the loaded cluster; undefined if it was refused with a message. */
type Prepare = (
  engine: Engine,
  cluster: LoadedCluster,
  flags: OperateFlags,
) => Promise<OperationRequest | undefined>

const operate = (prepare: Prepare) => async (flags: OperateFlags) => {
  const accept = checkIds(flags.accept ?? [])
  const answers = accept && prepareAnswers(flags.answer)
  const file = answers && (await readCluster(flags))
  const data = file && (await ownDataFolder(flags.data))
  if (!data) return INVALID_INPUT
  const logLevel = process.env.TASKBOX_LOG ?? 'warn'
  const engine = createEngine({ data, logLevel, acceptHostKeys: flags.acceptHostKeys })
  try {
    const loaded = await loadRelease(engine, file)
    if (!loaded) return INVALID_INPUT
    const cluster = { ...loaded, draft: withWaivers(loaded.draft, accept) }
    const operation = await prepare(engine, cluster, flags)
    return operation ? await start(engine, cluster, { operation, json: flags.json, answers }) : INVALID_INPUT
  } catch (error) {
    const failure = toFailure(error, (cause) => printStderr(String(cause)))
    printFailure(failure)
    if (flags.json) await printJson({ state: 'failed', reason: failure.kind, hosts: {}, diagnosis: [] })
    return 1
  } finally {
    await engine.close()
  }
}

interface StartFlags {
  operation: OperationRequest
  json: boolean
  answers: PreparedAnswers
}

async function start(engine: Engine, cluster: LoadedCluster, { operation, json, answers }: StartFlags) {
  const { audit, runs } = engine
  const report = operation.id === 'add-hosts' ? await checked(engine, cluster, json) : undefined
  if (report === false) return 1
  const actor = await storeCluster(engine, cluster)
  const facts = { cluster: cluster.id, operation: operation.id }
  const run = await runs.start(cluster.id, undefined, {
    operation,
    ...(report && { checkReport: async () => report }),
    aroundStart: (id, begin) => audit.record('run-started', actor, { ...facts, run: id }, begin),
  })
  const code = await followRun(engine, run, { json, answers })
  if (code === 0 && operation.id === 'remove-hosts')
    printStderr(translator()('cli.file-outdated', { hosts: operation.hosts.join(', ') }))
  return code
}

/** Checks the hosts. Prints what forbids the operation, and returns false. */
async function checked(engine: Engine, cluster: LoadedCluster, json: boolean): Promise<object | false> {
  const { report } = await checkCluster(engine, cluster, [])
  process.stderr.write(renderTable(report, wantsColour(process.stderr)))
  if (report.ready) return report
  printBlocked(report)
  if (json) await printJson({ state: 'failed', reason: 'checks', hosts: {}, diagnosis: [], checks: report })
  return false
}

/** Adds the hosts of `--host`; default: all hosts of the file that are not part of the cluster. */
export const addHosts = operate(async ({ runs }, { id, draft }, { host = [] }) => {
  const members = await runs.members(id)
  const added =
    host.length > 0 ? host : draft.hosts.map(({ name }) => name).filter((name) => !members.includes(name))
  if (added.length > 0) return { id: 'add-hosts', hosts: added }
  printStderr(`taskbox: ${translator()('cli.hosts-none')}`)
  return undefined
})

export const removeHosts = operate(async (_, cluster, { host = [], dead = [], confirm }) => {
  const hosts = [...new Set([...host, ...dead])]
  return isConfirmed(cluster, 'remove-hosts', { hosts, dead, confirm })
    ? { id: 'remove-hosts', hosts, dead }
    : undefined
})

export const upgrade = operate(async ({ runs }, { id }) => ({
  id: 'upgrade',
  from: await runs.kubernetes(id),
}))

export const reset = operate(async ({ runs }, cluster, { confirm }) => {
  const hosts = await runs.members(cluster.id)
  return isConfirmed(cluster, 'reset', { hosts, dead: [], confirm }) ? { id: 'reset' } : undefined
})

interface Destruction {
  hosts: readonly string[]
  dead: readonly string[]
  confirm: string | undefined
}

/** Whether the cluster's name was typed. Otherwise says what would be deleted. */
function isConfirmed(
  { draft, release }: LoadedCluster,
  operation: 'remove-hosts' | 'reset',
  { hosts, dead, confirm }: Destruction,
): boolean {
  const { name } = toCluster(draft, release)
  if (confirm === name) return true
  const facts = {
    operation,
    name,
    count: hosts.length,
    hosts: hosts.join(', '),
    dead: dead.join(', ') || 'none',
  }
  printStderr(`taskbox: ${translator()('cli.confirm', facts)}`)
  return false
}
