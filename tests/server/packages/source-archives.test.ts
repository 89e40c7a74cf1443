/** Archives that git creates of a tag, as GitHub offers them: one folder, links, and files that a group may write to. */
import { lstat, mkdir, mkdtemp, readlink, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Installer } from '@/lib/installers/installer'
import { detectCheckout } from '@/lib/installers/k3s/detect-checkout'
import { DETECTION_SOURCES, REQUIRED_FILES } from '@/lib/installers/k3s/sources'
import { kubesphere } from '@/lib/installers/kubesphere/index'
import { LocalMachine } from '@/server/machine/local'
import { detectPackage } from '@/server/packages/detect'
import { unpackTarball } from '@/server/packages/unpack'
import { k3sTree } from './checkout-tree'
import { commit, createRepository, git } from './git-server'

const NAME = 'k3s-ansible-1.2.2'
const installers: readonly Installer[] = [
  kubesphere,
  {
    ...kubesphere,
    id: 'k3s',
    requiredFiles: REQUIRED_FILES,
    detectionSources: DETECTION_SOURCES,
    detect: detectCheckout,
  },
]
const machine = new LocalMachine()
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'archives-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Archives a repository with this link in `roles`. */
async function archive(target: string): Promise<string> {
  const at = await createRepository(folder, 'repository', k3sTree('1.2.2'))
  await mkdir(path.join(at, 'extra'))
  await symlink(target, path.join(at, 'extra/roles'))
  await commit(at)
  const tarball = path.join(folder, `${NAME}.tar.gz`)
  await git(at, 'archive', `--prefix=${NAME}/`, '-o', tarball, 'HEAD')
  return tarball
}

it('is unpacked with its links, without write permission for groups, and detected', async () => {
  const tarball = await archive('../roles')
  const { stdout } = await execa('tar', ['-tvzf', tarball])
  expect(stdout).toMatch(/^-rw-rw-r--/m)
  const at = await unpackTarball(machine, tarball, installers)
  expect(at).toBe(path.join(folder, NAME))
  expect(await readlink(path.join(at, 'extra/roles'))).toBe('../roles')
  const modes = await Promise.all(['', 'galaxy.yml'].map((name) => stat(path.join(at, name))))
  expect(modes.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['755', '644'])
  expect(await detectPackage(machine, at, installers)).toMatchObject({ folder: at, installer: 'k3s' })
})

it('is refused with a link that leaves its folder', async () => {
  const tarball = await archive('../../../etc')
  await expect(unpackTarball(machine, tarball, installers)).rejects.toMatchObject({ kind: 'tarball-unsafe' })
  await expect(lstat(path.join(folder, NAME))).rejects.toThrow('ENOENT')
})
