/** `taskbox runs`, `attach` and `stop`: list, follow and stop the runs of the data folder. */
import { terminalActor } from '../audit/audit-log'
import { keySource } from '../clusters/vault'
import { createEngine, dataFolder, type Engine } from '../engine'
import { RequestFailure, toFailure } from '../request-failure'
import type { Run } from '../runs/run'
import { translator } from '../translator'
import { becomeOwnerOf, ownDataFolder } from './data-owner'
import { type FileFlags, INVALID_INPUT, loadRelease, readCluster, storeCluster } from './load-cluster'
import { prepareAnswers } from './prepared-answers'
import { escapeLine } from './terminal/escape'
import { followRun } from './terminal/follow-run'
import { print, printFailure, printJson, printStderr } from './terminal/output'
import { runEndLines } from './terminal/run-end'

/** How long to wait for the states of unfinished runs from their taskboxes. */
const STATE_WAIT_MS = 10_000

export interface RunFlags {
  json: boolean
  data?: string
}

export function listRuns(flags: RunFlags): Promise<number> {
  return withEngine(flags, async (engine) => {
    const runs = await engine.runs.list(undefined, STATE_WAIT_MS)
    if (flags.json) await printJson(runs.map(({ id, ...run }) => ({ run: id, ...run })))
    else
      for (const run of runs) await print(`${runLine(run.id, run.state, run.startedAt, run.clusterName)}\n`)
    return 0
  })
}

type AttachFlags = RunFlags & Partial<FileFlags> & { answer: string[] }

/** @param flags.file cluster file, to adopt a run that another Taskbox started on the same taskbox */
export async function attach(id: string, flags: AttachFlags): Promise<number> {
  const { file, allowReferences = false, json } = flags
  const answers = prepareAnswers(flags.answer)
  if (!answers) return INVALID_INPUT
  if (file === undefined)
    return withRun(id, flags, (engine, run) => followRun(engine, run, { json, answers }))
  const given = await readCluster({ file, allowReferences })
  const data = given && (await ownDataFolder(flags.data))
  if (!data) return INVALID_INPUT
  return withEngine(flags, async (engine) => {
    const { release } = given
    const loaded = release ? { ...given, release } : await loadRelease(engine, given)
    if (!loaded) return INVALID_INPUT
    const actor = await storeCluster(engine, loaded)
    const facts = { cluster: loaded.id, run: id }
    const run = await engine.audit.record('run-adopted', actor, facts, () => engine.runs.adopt(loaded.id, id))
    return followRun(engine, run, { json, answers })
  })
}

export function stop(id: string, flags: RunFlags): Promise<number> {
  return withRun(id, flags, async (engine, run) => {
    await engine.audit.record('run-stopped', terminalActor(), { run: id }, () => run.stop())
    await run.ended
    for (const line of runEndLines(run.view())) printStderr(line)
    if (flags.json) await printJson({ run: id, state: run.state })
    return run.state === 'stopped' ? 0 : 1
  })
}

export function withRun(id: string, flags: RunFlags, work: (engine: Engine, run: Run) => Promise<number>) {
  return withEngine(flags, async (engine) => {
    const run = await engine.runs.open(id).catch((error: unknown) => {
      if (!(error instanceof RequestFailure && error.kind === 'not-found')) throw error
      printStderr(`taskbox: ${translator()('cli.run-unknown', { run: id, data: dataFolder(flags.data) })}`)
      return undefined
    })
    return run ? work(engine, run) : 1
  })
}

const runLine = (id: string, state: string, startedAt: number, name: string) =>
  [id, state.padEnd(10), new Date(startedAt).toISOString(), escapeLine(name)].join('  ')

export async function withEngine(
  flags: RunFlags,
  work: (engine: Engine) => Promise<number>,
): Promise<number> {
  // Read the key as root, since the folder's owner may not be able to.
  const folder = dataFolder(flags.data)
  const key = keySource(folder)
  const data = await becomeOwnerOf(folder)
  const engine = createEngine({ data, key, logLevel: process.env.TASKBOX_LOG ?? 'warn' })
  try {
    return await work(engine)
  } catch (error) {
    printFailure(toFailure(error, (cause) => printStderr(String(cause))))
    return 1
  } finally {
    await engine.close()
  }
}
