import { expect, it } from 'vitest'
import { FairQueue } from '@/server/fair-queue'

/** Tasks that run until `endOne` ends them, in the order of their start. */
function createTasks() {
  const started: string[] = []
  const ends: (() => void)[] = []
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      started.push(name)
      ends.push(() => resolve(name))
    })
  const endOne = async () => {
    ends.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { started, work, endOne }
}

it('runs one task at a time: the lowest rank first, and the owners of one rank in turn', async () => {
  const { started, work, endOne } = createTasks()
  const queue = new FairQueue(16)
  const all = [
    queue.run('a', 0, work('a1')),
    queue.run('a', 0, work('a2')),
    queue.run('a', 0, work('a3')),
    queue.run('suspect', 3, work('suspect')),
    queue.run('b', 0, work('b1')),
  ]
  expect(started).toEqual(['a1'])
  for (const _ of all) await endOne()
  expect(started).toEqual(['a1', 'b1', 'a2', 'a3', 'suspect'])
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'a3', 'suspect', 'b1'])
})

it('rejects the last task when it is full, even the newest, and continues after a failure', async () => {
  const { started, work, endOne } = createTasks()
  const queue = new FairQueue(2)
  const failing = queue.run('first', 0, async () => {
    await new Promise((resolve) => setImmediate(resolve))
    throw new Error('broken')
  })
  const suspect = queue.run('suspect', 1, work('suspect'))
  const late = queue.run('late', 0, work('late'))
  const later = queue.run('later', 0, work('later'))
  expect(await suspect).toBeUndefined()
  expect(await queue.run('worse', 2, work('worse'))).toBeUndefined()
  await expect(failing).rejects.toThrow('broken')
  await endOne()
  await endOne()
  expect(await Promise.all([late, later])).toEqual(['late', 'later'])
  expect(started).toEqual(['late', 'later'])
  const after = queue.run('after', 0, work('after'))
  await endOne()
  expect(await after).toBe('after')
})
