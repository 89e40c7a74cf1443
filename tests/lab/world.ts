/** Practice hosts for tests: a world a file, started before its tests and gone after them. */
import { afterAll, beforeAll } from 'vitest'
import { type PracticeHost, type PracticeWorld, startPracticeHosts } from '@/server/practice/hosts'

/** Also covers the download of the distribution's packages on a machine that never did this before. */
const START_MS = 5 * 60_000
const STOP_MS = 30_000
/** Starts hosts of these names for the tests of a file. @returns a way to the world, usable inside of tests */
export function practiceWorld(...names: string[]): () => PracticeWorld {
  let world: PracticeWorld | undefined
  beforeAll(async () => {
    world = await startPracticeHosts({ names })
  }, START_MS)
  afterAll(async () => {
    await world?.stop()
  }, STOP_MS)
  return () => {
    if (world === undefined) throw new Error('the practice world has not started')
    return world
  }
}

/** The nth host. */
export function hostOf(world: PracticeWorld, index: number): PracticeHost {
  const host = world.hosts[index]
  if (host === undefined) throw new Error(`there is no host ${index}`)
  return host
}

export { rootOf, ssh, sudoerOf, typeInto } from './ssh'
