import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Host } from '@/lib/cluster/cluster'
import { installers } from '@/lib/installers/registry'
import { parseRepository } from '@/lib/installers/sources/repository'
import type { Machine } from '@/server/machine/machine'
import { createMachines, type Machines } from '@/server/machine/machines'
import { cloneRepository } from '@/server/packages/clone/clone'
import { HostKeys } from '@/server/ssh/host-keys'
import { hostOf, labSandbox, sudoerOf } from '../../../lab/sandbox'
import { createRepository, type GitServer, git, gitServer } from '../git-server'
import { TREE_100 } from '../package-tree'

const sandbox = labSandbox('taskbox')
let folder: string
let machines: Machines
let machine: Machine
let server: GitServer

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'clone-'))
  machines = createMachines(new HostKeys(path.join(folder, 'host-keys.json')), { acceptUnknown: true })
  const { name, address } = hostOf(sandbox(), 0)
  const login = sudoerOf(hostOf(sandbox(), 0))
  const host: Host = { id: name, name, address, ip: address, port: 22, login, taskbox: false, roles: [] }
  machine = await machines.host(host, { kind: 'local' })
  server = await gitServer(folder, { host: sandbox().gateway })
  const at = await createRepository(folder, 'installer', { ...TREE_100, images: '0'.repeat(4_000_000) })
  await git(at, 'tag', 'v1.0')
})
afterAll(async () => {
  server.close()
  await machines.close()
  await rm(folder, { recursive: true })
})

const exec = async (command: string) => (await hostOf(sandbox(), 0).exec(command)).stdout

function clone() {
  const parsed = parseRepository(server.url('installer'), 'v1.0', ['http:'])
  if (!parsed.ok) throw new Error(parsed.problem)
  return cloneRepository(machine, parsed.repository, installers, { protocols: ['http'] })
}

it('a clone on the taskbox of a sudo user belongs to root', async () => {
  const { folder: at } = await clone()
  expect(at).toBe('/opt/installer-v1.0')
  expect(await exec(`stat -c '%U %a' ${at} ${at}/scripts/install.sh; ls -A /opt | grep -v practice`)).toBe(
    'root 755\nroot 755\ninstaller-v1.0\n',
  )
  await exec(`rm -r ${at}`)
})

it('a full disk of the taskbox is named', async () => {
  await exec('mount -t tmpfs -o size=2m small /opt')
  await expect(clone()).rejects.toMatchObject({ kind: 'disk-full', facts: { path: '/opt' } })
  expect(await exec('ls -A /opt; umount /opt')).toBe('')
})

it('a taskbox without git is named', async () => {
  await exec('mv /usr/bin/git /usr/bin/hidden-git')
  await expect(clone()).rejects.toMatchObject({ kind: 'clone-failed', facts: { reason: 'noGit' } })
  await exec('mv /usr/bin/hidden-git /usr/bin/git')
})
