import { chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { start } from './taskbox'

/** Debian's `nobody`, in place of a service's user. */
const OWNER = 65534
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'token-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('a token that root creates in a service’s data folder belongs to the service’s user', async () => {
  // As under systemd: only root can traverse the parent folder.
  const data = path.join(folder, 'private', 'taskbox')
  await mkdir(data, { recursive: true, mode: 0o700 })
  await chown(data, OWNER, OWNER)
  const { code, stdout, stderr } = await start(['token', '--data', data]).ended
  expect(code, stderr).toBe(0)
  expect(stdout.toString()).toMatch(/^[\w-]{32}\n$/)
  for (const name of ['access.json', 'audit', 'audit/owner.log'])
    expect((await stat(path.join(data, name))).uid, name).toBe(OWNER)
  expect(await readFile(path.join(data, 'audit', 'owner.log'), 'utf8')).toContain('"token-made"')
})

it('root follows no link of the service’s user', async () => {
  const data = path.join(folder, 'linked')
  const target = path.join(folder, 'precious')
  await mkdir(data, { mode: 0o700 })
  await mkdir(path.join(data, 'audit'), { mode: 0o700 })
  await writeFile(target, 'precious\n', { mode: 0o600 })
  await symlink(target, path.join(data, 'audit', 'owner.log'))
  await chown(path.join(data, 'audit'), OWNER, OWNER)
  await chown(data, OWNER, OWNER)
  const { code } = await start(['token', '--data', data]).ended
  expect(code).not.toBe(0)
  expect(await readFile(target, 'utf8')).toBe('precious\n')
})

const CLUSTER = `version: 2
name: demo
installer: {source: /nowhere, version: advanced-1.0.0, mode: multi-node}
hosts:
  - {name: master, address: 127.0.0.1, ip: 10.255.255.1, port: 9, password: x, roles: [master, etcd]}
  - {name: node1, address: 127.0.0.1, ip: 10.255.255.2, port: 10, password: x, roles: [node]}
storage: {class: nfs-server}
`

/** A data folder of the service's user with links to a file and a folder of root. */
async function linkedData(name: string) {
  const parent = path.join(folder, name)
  const [data, file, rootFolder] = ['data', 'file', 'precious'].map((one) => path.join(parent, one)) as [
    string,
    string,
    string,
  ]
  await mkdir(path.join(data, 'audit'), { recursive: true, mode: 0o700 })
  await mkdir(rootFolder, { mode: 0o700 })
  await writeFile(file, 'precious\n', { mode: 0o600 })
  for (const log of ['audit', 'owner', 'decided']) await symlink(file, path.join(data, 'audit', `${log}.log`))
  for (const part of ['clusters', 'runs', 'checks']) await symlink(rootFolder, path.join(data, part))
  await chown(path.join(data, 'audit'), OWNER, OWNER)
  await chown(data, OWNER, OWNER)
  const cluster = path.join(parent, 'cluster.yaml')
  await writeFile(cluster, CLUSTER)
  return { data, file, rootFolder, cluster, output: path.join(parent, 'output') }
}

it.each([
  ['attach', 2],
  ['check', 2],
  ['install', 2],
  ['render', 2],
])('root’s %s with a cluster file refuses the data folder of a service', async (command, status) => {
  const { data, file, rootFolder, cluster, output } = await linkedData(command)
  const more = { attach: ['nosuch'], render: ['-o', output] }[command] ?? []
  const { code, stderr } = await start([command, ...more, '-f', cluster, '--data', data]).ended
  expect(code, stderr).toBe(status)
  expect(stderr).toContain(`${data} belongs to the user ${OWNER}`)
  expect(await readFile(file, 'utf8')).toBe('precious\n')
  expect(await readdir(rootFolder)).toEqual([])
})

it.each([[['runs']], [['stop', 'nosuch']], [['attach', 'nosuch']]])(
  'root’s %s in the data folder of a service follows none of its links',
  async (args) => {
    const { data, file, rootFolder } = await linkedData(args.join('-'))
    await start([...args, '--data', data]).ended
    expect(await readFile(file, 'utf8')).toBe('precious\n')
    expect(await readdir(rootFolder)).toEqual([])
  },
)
