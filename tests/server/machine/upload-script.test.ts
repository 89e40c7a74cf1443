import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { uploadScript } from '@/server/machine/shell-files'

const SOON_MS = 10_000
/** The signal meets the moment in about one of ten. */
const ATTEMPTS = 60

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'upload-script-'))
  // So slow that whoever breaks an upload off comes before its second step.
  await writeFile(path.join(folder, 'chmod'), '#!/bin/sh\nsleep 5\n', { mode: 0o755 })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Starts an upload and breaks it off, with all that it runs, once `begun`. */
async function brokenOff(file: string, begun: () => boolean): Promise<void> {
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` }
  const child = spawn('sh', ['-c', uploadScript(file, 0o600)], { detached: true, env })
  const closed = once(child, 'close')
  await expect.poll(() => begun() || child.exitCode !== null, { timeout: SOON_MS, interval: 5 }).toBe(true)
  if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGTERM')
  child.stdin.end()
  await closed
}

it('leaves nothing of an upload that is broken off just after its file was made', async () => {
  const file = path.join(folder, 'new')
  await brokenOff(file, () => existsSync(file))
  expect(existsSync(file)).toBe(false)
})

it('leaves a file that was there before as it was', async () => {
  const file = path.join(folder, 'old')
  await writeFile(file, 'mine')
  await brokenOff(file, () => false)
  expect(await readFile(file, 'utf8')).toBe('mine')
})

it('leaves nothing of an upload that is broken off between the creation of its file and the next command', async () => {
  const file = path.join(folder, 'racing')
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const child = spawn('sh', ['-c', uploadScript(file, 0o600)], { detached: true })
    const closed = once(child, 'close')
    await once(child, 'spawn')
    const until = performance.now() + SOON_MS
    // Polling in a timer would be too late.
    while (!existsSync(file) && performance.now() < until);
    process.kill(-(child.pid ?? 0), 'SIGTERM')
    // As a machine does while the command lives.
    const again = setInterval(() => process.kill(-(child.pid ?? 0), 'SIGTERM'), 50)
    await closed
    clearInterval(again)
    expect(existsSync(file), `attempt ${attempt}`).toBe(false)
  }
})
