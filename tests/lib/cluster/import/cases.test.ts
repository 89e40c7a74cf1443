/** Imports inventories and tables as people have them, and compares with what is right (`NAME.expected.json`). */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { importHosts } from '@/lib/cluster/import/import-hosts'
import { importToJson } from '@/lib/cluster/import/import-json'

interface Host {
  name: string
  address: string
  ip: string
  port: number
  user: string
  roles: string[]
  taskbox: boolean
  hasPassword: boolean
}

interface Imported {
  hosts: Host[]
  bastion: { address: string; port: number; user: string } | null
  unread: { line: number; text: string; why: string }[]
}

type ExpectedHost = Partial<Omit<Host, 'roles'>> & {
  name: string
  /** In any order, or one of several lists. */
  roles?: string[] | { oneOf: string[][] }
  /** Whether it may be missing. */
  optional?: boolean
}

interface Expected {
  kind: string
  hosts: ExpectedHost[]
  bastion?: Partial<Imported['bastion']> | null
  /** Exactly these lines are listed, besides those of `unreadMay`. */
  unread?: number[]
  unreadMay?: number[]
  /** At least one of these is listed. */
  unreadAny?: number[]
  /** None of these texts is printed. */
  secrets?: string[]
}

const FOLDER = 'tests/fixtures/cases'
const EXPECTED = '.expected.json'

/** Cases that are not met yet. */
const PENDING = new Set<string>([])

const files = readdirSync(FOLDER)
const cases = files
  .filter((name) => name.endsWith(EXPECTED))
  .map((name) => name.slice(0, -EXPECTED.length))
  .map((name) => files.find((file) => file.startsWith(`${name}.`) && !file.endsWith(EXPECTED)) ?? name)
  .filter((file) => !file.endsWith('.log'))

describe('an inventory or table as people have it', () => {
  it.each(cases.filter((file) => !PENDING.has(file)))('%s', compare)
  it.fails.each(cases.filter((file) => PENDING.has(file)))('%s', compare)
})

function compare(file: string) {
  const name = file.slice(0, file.lastIndexOf('.'))
  const expected: Expected = JSON.parse(readFileSync(`${FOLDER}/${name}${EXPECTED}`, 'utf8'))
  const text = readFileSync(`${FOLDER}/${file}`, 'utf8')
  const imported = importToJson(importHosts(text), ({ reason }) => reason)
  const names = new Set(imported.hosts.map((host) => host.name))
  const wanted = expected.hosts.filter((host) => !host.optional || names.has(host.name))
  expect([...names].sort()).toEqual(wanted.map((host) => host.name).sort())
  for (const { optional: _, roles, ...fields } of wanted) {
    const host = imported.hosts.find((one) => one.name === fields.name)
    expect(host).toMatchObject(fields)
    const lists = roles === undefined ? undefined : Array.isArray(roles) ? [roles] : roles.oneOf
    if (lists) expect(lists.map(sortedRoles)).toContainEqual(sortedRoles(host?.roles ?? []))
  }
  const { bastion, unread, unreadMay = [], unreadAny, secrets = [] } = expected
  if (bastion === null) expect(imported.bastion).toBeNull()
  else if (bastion) expect(imported.bastion).toMatchObject(bastion)
  const lines = imported.unread.map(({ line }) => line)
  if (unread) expect(lines.filter((line) => !unreadMay.includes(line))).toEqual(unread)
  if (unreadAny) expect(lines.some((line) => unreadAny.includes(line))).toBe(true)
  for (const { text, why } of imported.unread) expect([text, why]).not.toContain('')
  for (const secret of secrets) expect(JSON.stringify(imported)).not.toContain(secret)
}

/** Different installers' words for the same role. */
const sortedRoles = (roles: readonly string[]) =>
  roles.map((role) => ({ worker: 'node', 'control-plane': 'master' })[role] ?? role).sort()
