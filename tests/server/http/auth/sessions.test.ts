import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
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

it('knows its browsers again after a restart, by a hash of what their cookie carries', async () => {
  const sessions = await open('kept')
  const { value, pageKey, session } = await sessions.create(operator)
  const stored = await readFile(path.join(folder, 'kept', 'sessions.json'), 'utf8')
  for (const half of [value, pageKey]) expect(stored).not.toContain(half)
  expect((await open('kept')).find(value)).toEqual(session)
  expect(hasPageKey(session, pageKey)).toBe(true)
  for (const wrong of ['', value, `${pageKey}x`]) expect(hasPageKey(session, wrong)).toBe(false)
  expect(sessions.find(`${value}x`)).toBeUndefined()
})

it('ends a session that nobody used for a while, and one that was used all along at its absolute end', async () => {
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

it('signs out everywhere, and says who was', async () => {
  const sessions = await open('all')
  const begun = [await sessions.create(operator), await sessions.create(operator)]
  expect(await sessions.end(() => true)).toBe(2)
  for (const { value } of begun) expect(sessions.find(value)).toBeUndefined()
  expect((await open('all')).list()).toEqual([])
})

it('allows showing secrets for five minutes after the token was asked for again', async () => {
  const sessions = await Sessions.open(path.join(folder, 'confirm'), undefined, () => now)
  const { session } = await sessions.create(operator)
  expect(sessions.isConfirmed(session)).toBe(false)
  sessions.confirm(session)
  expect(sessions.isConfirmed(session)).toBe(true)
  now += 5 * 60_000
  expect(sessions.isConfirmed(session)).toBe(false)
})

it('lets a link that is opened again and again end its own sessions, and no operator’s', async () => {
  const sessions = await open('links')
  const { value } = await sessions.create(operator)
  now += 1
  const watcher = { ...operator, role: 'watcher', run: 'r1' } as const
  const other = await sessions.create({ ...watcher, link: 'other' })
  const values: string[] = []
  for (let count = 0; count < 60; count += 1)
    values.push((await sessions.create({ ...watcher, link: 'one' })).value)
  expect(sessions.find(value)).toBeDefined()
  expect(sessions.find(other.value)).toBeDefined()
  expect(values.filter((one) => sessions.find(one)).length).toBe(50)
  expect(sessions.find(values.at(-1) ?? '')).toBeDefined()
})

it('ends the sessions of a file of version 1, which had a cookie alone', async () => {
  await mkdir(path.join(folder, 'old'))
  const session = { ...operator, id: 'a', createdAt: now, seenAt: now }
  await writeFile(
    path.join(folder, 'old', 'sessions.json'),
    JSON.stringify({ version: 1, sessions: { aa: session } }),
  )
  expect((await open('old')).list()).toEqual([])
})
