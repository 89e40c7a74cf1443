/** `taskbox bundle RUN`: writes the support bundle of a run, or prints its text for an issue. */
import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { terminalActor } from '../audit/audit-log'
import type { Engine } from '../engine'
import { fileFailure } from '../machine/shell-files'
import { createBundle, issueText } from '../runs/bundle/bundle'
import type { Run } from '../runs/run'
import { environmentLanguage } from '../translator'
import { ownDataFolder } from './data-owner'
import { INVALID_INPUT } from './load-cluster'
import { withRun } from './runs'
import { print } from './terminal/output'

interface BundleFlags {
  output?: string
  issue: boolean
  data?: string
}

const STDOUT = '-'
const contents = () => ({ language: environmentLanguage(), forViewer: false })

/** @param flags.output file; by default one of the bundle's name in the working directory; `-` for standard output */
export async function bundle(id: string, { output, issue, data }: BundleFlags): Promise<number> {
  const flags = { json: false, ...(data !== undefined && { data }) }
  if (issue)
    return withRun(id, flags, async (_, run) => {
      await run.stateKnown
      await print(await issueText(run, contents()))
      return 0
    })
  // Root would write the file as the owner of the data folder, and that user may not write here.
  if (output !== STDOUT && (await ownDataFolder(data)) === undefined) return INVALID_INPUT
  return withRun(id, flags, (engine, run) => writeBundle(engine, run, output))
}

async function writeBundle(engine: Engine, run: Run, output: string | undefined): Promise<number> {
  await run.stateKnown
  const { name, content } = await engine.audit.record(
    'bundle-created',
    terminalActor(),
    { run: run.id },
    () => createBundle(run, contents()),
  )
  if (output === STDOUT) {
    for await (const chunk of content) await print(chunk)
    return 0
  }
  const path = resolve(output ?? name)
  // A new file: the name may be a link of another user.
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  await pipeline(content, file).catch((error: NodeJS.ErrnoException) => {
    // Without a code it is a failure of the run's log, not of the file.
    throw error.code === undefined ? error : fileFailure('write', path, 'local', Buffer.from(error.message))
  })
  await print(`${path}\n`)
  return 0
}
