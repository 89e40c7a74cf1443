import {
  chmod,
  chown,
  lchown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { render } from '@/server/commands/render'
import { type CheckoutOptions, kubesprayTree } from '../packages/checkout-tree'
import { writeTree } from '../packages/package-tree'

const NOBODY = 65534
const CLUSTER = {
  version: 1,
  name: 'shared',
  installer: { source: '/nowhere', version: 'advanced-1.0.0', mode: 'multi-node' },
  hosts: [
    { name: 'master', address: '10.250.0.1', taskbox: true, roles: ['master', 'etcd'] },
    { name: 'node1', address: '10.250.0.2', password: 'MARKED', roles: ['node'] },
  ],
  network: { serviceCidr: '192.168.0.0/16', podCidr: '172.16.0.0/12' },
  storage: { class: 'nfs-server' },
}

const CHECKOUT: CheckoutOptions = {
  ...{ layout: '2.31', version: '2.31.0', kubernetes: ['1.35.4', '1.34.1'], minors: ['1.35', '1.34'] },
}

let folder: string
let shared: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'output-files-'))
  await chmod(folder, 0o755)
  shared = path.join(folder, 'shared')
  await mkdir(shared)
  await chmod(shared, 0o777)
  file = path.join(folder, 'cluster.yaml')
  await writeFile(file, JSON.stringify(CLUSTER))
})
afterEach(() => rm(folder, { recursive: true }))

/** A checkout of Kubespray, and a cluster file for it. */
async function useKubespray(): Promise<void> {
  const source = await writeTree(path.join(folder, 'checkout'), kubesprayTree(CHECKOUT))
  const cluster = {
    ...{ version: 2, name: 'Shared', installer: { id: 'kubespray', source } },
    hosts: [{ name: 'node1', address: '10.250.0.2', password: 'MARKED', roles: ['master', 'etcd', 'node'] }],
  }
  await writeFile(file, JSON.stringify(cluster))
}

const rendered = (output: string) =>
  render({ allowReferences: false, file, output, data: path.join(folder, 'data') })

it('files rendered as root into a shared folder belong to root, also if they existed', async () => {
  const existing = path.join(shared, 'hosts.ini')
  await writeFile(existing, '')
  await lchown(existing, NOBODY, NOBODY)
  const before = process.cwd()
  expect(await rendered(shared)).toBe(0)
  expect(process.cwd()).toBe(before)
  for (const name of ['hosts.ini', 'vars.yml']) {
    const { uid, mode } = await lstat(path.join(shared, name))
    expect({ name, uid, mode: mode & 0o777 }).toEqual({ name, uid: process.getuid?.(), mode: 0o600 })
  }
  expect((await readdir(shared)).sort()).toEqual(['hosts.ini', 'vars.yml'])
})

it('a link in place of a rendered file is rejected, and nothing is written', async () => {
  const target = path.join(folder, 'precious')
  await writeFile(target, 'precious')
  await symlink(target, path.join(shared, 'vars.yml'))
  expect(await rendered(shared)).toBe(2)
  expect(await readFile(target, 'utf8')).toBe('precious')
  expect(await readdir(shared)).toEqual(['vars.yml'])
})

it('another user’s link in place of the folder is rejected', async () => {
  const linked = path.join(folder, 'ours')
  await mkdir(linked)
  await symlink(linked, path.join(shared, 'out'))
  await lchown(path.join(shared, 'out'), NOBODY, NOBODY)
  expect(await rendered(path.join(shared, 'out'))).toBe(2)
  expect(await readdir(linked)).toEqual([])
})

it('the user’s own link to the folder is followed', async () => {
  await symlink(shared, path.join(folder, 'out'))
  expect(await rendered(path.join(folder, 'out'))).toBe(0)
  expect((await readdir(shared)).sort()).toEqual(['hosts.ini', 'vars.yml'])
})

it('files in several folders keep their folders, which only their owner can enter', async () => {
  await useKubespray()
  expect(await rendered(shared)).toBe(0)
  const names = await readdir(shared, { recursive: true })
  const variables = ['all/taskbox-extra.yml', 'all/taskbox.yml', 'k8s_cluster/taskbox.yml']
  expect(names.filter((name) => name.includes('.')).sort()).toEqual([
    ...variables.map((name) => `group_vars/${name}`),
    'hosts.yaml',
  ])
  expect((await lstat(path.join(shared, 'group_vars'))).mode & 0o777).toBe(0o700)
  expect((await lstat(path.join(shared, 'group_vars/all/taskbox.yml'))).mode & 0o777).toBe(0o600)
  expect(await rendered(shared)).toBe(0)
})

it.each([
  ['a link', () => symlink(folder, path.join(shared, 'group_vars'))],
  [
    'a folder of another user',
    async () => {
      await mkdir(path.join(shared, 'group_vars'))
      await chown(path.join(shared, 'group_vars'), NOBODY, NOBODY)
    },
  ],
])('%s in place of a rendered folder is rejected', async (_, create) => {
  await useKubespray()
  await create()
  expect(await rendered(shared)).toBe(2)
  expect(await readdir(path.join(shared, 'group_vars'))).not.toContain('all')
  expect(await readdir(shared)).toEqual(['group_vars'])
})
