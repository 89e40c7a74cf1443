import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hasPageKey, Sessions } from '@/server/http/auth/sessions'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sessions-'))
})
afterAll(() => rm(folder, { recursive: true }))

const LIMITS = { idleMs: 1_000, absoluteMs: 5_000 }
let now = 0
const open = (name: string) => Sessions.open(path.join(folder, name), LIMITS, () => now)
const operator = { role: 'operator', address: '10.0.0.1', agent: 'a browser' } as const

it('finds sessions after a restart, and stores only hashes of their secrets', async () => {
  const sessions = await open('stored')
  const { value, pageKey, session } = await sessions.create(operator)
  const stored = await readFile(path.join(folder, 'stored', 'sessions.json'), 'utf8')
  for (const secret of [value, pageKey]) expect(stored).not.toContain(secret)
  expect((await open('stored')).find(value)).toEqual(session)
  expect(hasPageKey(session, pageKey)).toBe(true)
  for (const wrong of ['', value, `${pageKey}x`]) expect(hasPageKey(session, wrong)).toBe(false)
  expect(sessions.find(`${value}x`)).toBeUndefined()
})

it('ends an idle session, and a used one at its absolute timeout', async () => {
  const sessions = await open('limits')
  const [used, idle] = [await sessions.create(operator), await sessions.create(operator)]
  const ended: string[] = []
  sessions.on('ended', ({ id }) => ended.push(id))
  for (let step = 0; step < 9; step += 1) {
    now += 500
    expect(sessions.find(used.value)?.id, `after ${now} ms`).toBe(used.session.id)
  }
  expect(sessions.find(idle.value)).toBeUndefined()
  now += 500
  expect(sessions.touch(used.session)).toBe(false)
  sessions.expire()
  expect(ended.sort()).toEqual([used.session.id, idle.session.id].sort())
})

it('ends all sessions and returns their number', async () => {
  const sessions = await open('all')
  const created = [await sessions.create(operator), await sessions.create(operator)]
  expect(await sessions.end(() => true)).toBe(2)
  for (const { value } of created) expect(sessions.find(value)).toBeUndefined()
  expect((await open('all')).list()).toEqual([])
})

it('allows showing secrets for five minutes after a confirmation', async () => {
  const sessions = await Sessions.open(path.join(folder, 'confirm'), undefined, () => now)
  const { session } = await sessions.create(operator)
  expect(sessions.isConfirmed(session)).toBe(false)
  sessions.confirm(session)
  expect(sessions.isConfirmed(session)).toBe(true)
  now += 5 * 60_000
  expect(sessions.isConfirmed(session)).toBe(false)
})

it("evicts the oldest sessions of a share link that is opened repeatedly, and no operator's", async () => {
  const sessions = await open('links')
  const { value } = await sessions.create(operator)
  now += 1
  const viewer = { ...operator, role: 'viewer', run: 'r1' } as const
  const other = await sessions.create({ ...viewer, link: 'other' })
  const values: string[] = []
  for (let count = 0; count < 60; count += 1)
    values.push((await sessions.create({ ...viewer, link: 'one' })).value)
  expect(sessions.find(value)).toBeDefined()
  expect(sessions.find(other.value)).toBeDefined()
  expect(values.filter((one) => sessions.find(one)).length).toBe(50)
  expect(sessions.find(values.at(-1) ?? '')).toBeDefined()
})

it('regression: a failed save of the last use ended the server', async () => {
  const sessions = await open('full')
  const { value } = await sessions.create(operator)
  const reopened = await open('full')
  await rm(path.join(folder, 'full'), { recursive: true })
  await writeFile(path.join(folder, 'full'), '')
  // vitest fails a run with an unhandled rejection.
  expect(reopened.find(value)).toBeDefined()
  await sleep(100)
})

it('drops the sessions of a version 1 file, which have no page keys', async () => {
  await mkdir(path.join(folder, 'old'))
  const session = { ...operator, id: 'a', createdAt: now, seenAt: now }
  await writeFile(
    path.join(folder, 'old', 'sessions.json'),
    JSON.stringify({ version: 1, sessions: { aa: session } }),
  )
  expect((await open('old')).list()).toEqual([])
})

it('reads viewers of earlier versions, whose role was `watcher`', async () => {
  const sessions = await open('viewer')
  const viewer = { ...operator, role: 'viewer', run: 'r1', link: 'l1' } as const
  const { value, session } = await sessions.create(viewer)
  const file = path.join(folder, 'viewer', 'sessions.json')
  await writeFile(file, (await readFile(file, 'utf8')).replace('"viewer"', '"watcher"'))
  const reopened = await open('viewer')
  expect(reopened.find(value)).toEqual(session)
  // Waits for the save that the first use starts.
  await reopened.end(() => false)
})
