/** An empty home folder for tests that probe this machine, so that the user's known_hosts does not affect them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/** Sets HOME to an empty folder for the tests of a file. */
export function emptyHome(): void {
  const { HOME } = process.env
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taskbox-home-'))
    process.env.HOME = folder
  })
  afterAll(async () => {
    if (HOME === undefined) delete process.env.HOME
    else process.env.HOME = HOME
    await rm(folder, { recursive: true, force: true })
  })
}
