import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changesSinceRun } from '@/server/clusters/changes-since-run'
import { nextStepOf } from '@/server/clusters/next-step'
import { summaries } from '@/server/clusters/summaries'
import { createEngine, type Engine } from '@/server/engine'
import { RunStore } from '@/server/runs/run-store'
import { endedDraft, storeEndedRun } from '../runs/ended-run'

let data: string
let engine: Engine

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'changes-'))
  const key = { read: async () => 'a key that is long enough', userProvided: false }
  engine = createEngine({ data, logLevel: 'silent', key })
})
afterAll(async () => {
  await engine.close()
  await rm(data, { recursive: true })
})

it('compares the settings with those of the last run, without any secret', async () => {
  const draft = endedDraft()
  const { id } = await engine.clusters.create(draft)
  expect(await changesSinceRun(engine, id)).toBeUndefined()
  const store = new RunStore(path.join(data, 'runs'), engine.vault)
  await storeEndedRun(store, '', { record: { clusterId: id }, draft })
  const same = await changesSinceRun(engine, id)
  expect(same?.after).toBe(same?.before)
  const network = { ...draft.network, podCidr: '10.240.0.0/16' }
  await engine.clusters.put(id, { ...draft, network, login: { ...draft.login, password: 'MARKED-new' } })
  const changed = await changesSinceRun(engine, id)
  expect(changed).toMatchObject({ startedAt: 1_000_000, before: same?.before })
  expect(changed?.after).toBe(same?.before.replace(draft.network.podCidr, '10.240.0.0/16'))
  expect(JSON.stringify(changed)).not.toContain('MARKED')
})

it('lists the next step of each cluster only on request', async () => {
  const next = nextStepOf(
    { ...endedDraft(), installer: { ...endedDraft().installer, source: '' } },
    undefined,
    undefined,
  )
  expect(next).toEqual({ step: 'installer', state: 'untouched' })
  const [plain] = (await summaries(engine)).clusters
  const [judged] = (await summaries(engine, true)).clusters
  expect(plain).not.toHaveProperty('next')
  expect(judged?.next).toEqual(next)
})
