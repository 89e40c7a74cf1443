import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { uploadScript } from '@/server/machine/shell-files'

const SOON_MS = 10_000
/** About one attempt in ten hits the race. */
const ATTEMPTS = 60

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'upload-script-'))
  // Slow enough that the abort comes before the script's second step.
  await writeFile(path.join(folder, 'chmod'), '#!/bin/sh\nsleep 5\n', { mode: 0o755 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Starts an upload and kills its process group once `isStarted` returns true. */
async function killUpload(file: string, isStarted: () => boolean): Promise<void> {
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` }
  const child = spawn('sh', ['-c', uploadScript(file, 0o600)], { detached: true, env })
  const closed = once(child, 'close')
  await expect
    .poll(() => isStarted() || child.exitCode !== null, { timeout: SOON_MS, interval: 5 })
    .toBe(true)
  if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGTERM')
  child.stdin.end()
  await closed
}

it('an upload that is aborted just after it created its file leaves no file', async () => {
  const file = path.join(folder, 'new')
  await killUpload(file, () => existsSync(file))
  expect(existsSync(file)).toBe(false)
})

it('an aborted upload never changes an existing file', async () => {
  const file = path.join(folder, 'old')
  await writeFile(file, 'mine')
  await killUpload(file, () => false)
  expect(await readFile(file, 'utf8')).toBe('mine')
})

it('an upload that is aborted between creating its file and the next command leaves no file', async () => {
  const file = path.join(folder, 'racing')
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const child = spawn('sh', ['-c', uploadScript(file, 0o600)], { detached: true })
    const closed = once(child, 'close')
    await once(child, 'spawn')
    const until = performance.now() + SOON_MS
    // A timer would poll too late.
    while (!existsSync(file) && performance.now() < until);
    process.kill(-(child.pid ?? 0), 'SIGTERM')
    // Repeat the signal, as a machine does until the command exits.
    const again = setInterval(() => process.kill(-(child.pid ?? 0), 'SIGTERM'), 50)
    await closed
    clearInterval(again)
    expect(existsSync(file), `attempt ${attempt}`).toBe(false)
  }
})
