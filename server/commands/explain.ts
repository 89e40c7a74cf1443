/** `taskbox explain LOG`: reads any Ansible or installer log and says what ran, what failed and why. */
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ReadLog, readLog } from '@/lib/diagnosis/read-log'
import { translator } from '../translator'
import { REFUSED } from './cluster-from-file'
import { describe } from './explain-text'
import { print, printJson, say } from './output'
import { visible, visibleFacts } from './visible'

const PIECE_BYTES = 1024 * 1024

export async function explain(path: string, { json }: { json: boolean }): Promise<number> {
  const t = translator()
  try {
    const { found, excerpts } = path === '-' ? await read(process.stdin) : await readFile(path)
    await (json ? printJson(found) : print(visible(describe(found, excerpts, t))))
    if (found.outcome === 'unknown') say(t('cli.not-ansible', { file: path }))
    return found.outcome === 'failed' ? 1 : 0
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    say(`taskbox: ${t('cli.file-unreadable', visibleFacts({ file: path, reason }))}`)
    return REFUSED
  }
}

/** A pipe cannot be read twice: what comes is laid aside in a file that only its owner can read. */
async function read(input: AsyncIterable<Uint8Array>): Promise<ReadLog> {
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

const readFile = (path: string): Promise<ReadLog> =>
  readLog(() => createReadStream(path, { highWaterMark: PIECE_BYTES }))
