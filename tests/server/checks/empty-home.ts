/** A home for tests that ask this machine for facts: whom its user knows by their keys has no say in them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/** Gives this machine's user an empty home for the tests of a file. */
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
