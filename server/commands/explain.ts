/** `taskbox explain LOG`: explains an Ansible or installer log: plays, failures and causes. */
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ExplainedLog, explainLog } from '@/lib/diagnosis/explain-log'
import { translator } from '../translator'
import { INVALID_INPUT } from './load-cluster'
import { escapeFacts, escapeText } from './terminal/escape'
import { renderExplanation } from './terminal/explain-text'
import { print, printJson, printStderr } from './terminal/output'

const CHUNK_BYTES = 1024 * 1024

export async function explain(path: string, { json }: { json: boolean }): Promise<number> {
  const t = translator()
  try {
    const explained = path === '-' ? await readStream(process.stdin) : await readFile(path)
    const { explanation, recovered } = explained
    await (json
      ? printJson({ ...explanation, recovered })
      : print(escapeText(renderExplanation(explained, t))))
    if (explanation.outcome === 'unknown') printStderr(t('cli.not-ansible', { file: path }))
    return explanation.outcome === 'failed' ? 1 : 0
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    printStderr(`taskbox: ${t('cli.file-unreadable', escapeFacts({ file: path, reason }))}`)
    return INVALID_INPUT
  }
}

/** Copies a pipe to a private temporary file, because the log is read twice. */
async function readStream(input: AsyncIterable<Uint8Array>): Promise<ExplainedLog> {
  const folder = await mkdtemp(join(tmpdir(), 'taskbox-explain-'))
  try {
    const path = join(folder, 'log')
    const file = await open(path, 'wx', 0o600)
    try {
      for await (const chunk of input) await file.writeFile(chunk)
    } finally {
      await file.close()
    }
    return await readFile(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const readFile = (path: string): Promise<ExplainedLog> =>
  explainLog(() => createReadStream(path, { highWaterMark: CHUNK_BYTES }))
