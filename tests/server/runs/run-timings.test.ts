import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readTaskStarts, TaskTimings } from '@/server/runs/run-timings'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'timings-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('records the start of each task, and continues after a restart', async () => {
  const file = path.join(folder, 'resumed')
  const first = await TaskTimings.open(file, [])
  first.record(1, 100)
  first.record(1, 150)
  first.record(3, 200.4)
  await first.close()
  const second = await TaskTimings.open(file, [])
  second.record(4, 900)
  await second.close()
  expect(await readTaskStarts(file)).toEqual([100, 200, 200, 900])
})

it('uses the first of two lines for a task, and ignores incomplete lines', async () => {
  const file = path.join(folder, 'torn')
  await writeFile(file, '0 10\n0 12\n1 20\n1 21\nnonsense\n3 50\n2 3')
  expect(await readTaskStarts(file)).toEqual([10, 20])
  expect(await readTaskStarts(path.join(folder, 'none'))).toEqual([])
})

it('estimates from earlier runs, and returns undefined without any', async () => {
  const alone = await TaskTimings.open(path.join(folder, 'alone'), [])
  alone.record(1, 10)
  expect(alone.estimate(1000)).toBeUndefined()
  const after = await TaskTimings.open(path.join(folder, 'after'), [
    { taskStartsMs: [0, 4000], totalMs: 10_000 },
  ])
  expect(after.estimate(0)).toBeUndefined()
  after.record(1, 0)
  expect(after.estimate(4000)).toEqual({ remainingMs: 6000, typicalMs: 4000, taskMs: 4000 })
})
