import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { chmod, lchown, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installers } from '@/lib/installers/registry'
import { LocalMachine } from '@/server/machine/local'
import { detectPackage } from '@/server/packages/detect'
import { findPackages } from '@/server/packages/find'
import { unpackTarball } from '@/server/packages/unpack'
import { Uploads } from '@/server/packages/uploads'
import { RequestFailure } from '@/server/request-failure'
import { translator } from '@/server/translator'
import { TREE_100, TREE_UNKNOWN, writeTree } from './package-tree'

const NAME = 'kubesphere-all-advanced-1.0.0'
const NOBODY = 65534
/** The group `users`. */
const SHARED_GROUP = 100
const machine = new LocalMachine()
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foreign it's "))
  await chmod(folder, 0o755)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const createPackage = (name = NAME, tree = TREE_100) => writeTree(path.join(folder, name), tree)

/** Packs these entries of the folder with their modes, then deletes them. */
async function pack(...names: string[]): Promise<string> {
  await execa('tar', ['-czf', path.join(folder, 'x.tar.gz'), '-C', folder, ...names])
  for (const name of names) await rm(path.join(folder, name), { recursive: true })
  return path.join(folder, 'x.tar.gz')
}

describe('a rejected tarball leaves no files', () => {
  it.each([
    ['another folder', '.ssh', ['authorized_keys'], 'noPackage'],
    ['a package of no known release', 'kubesphere-all-9.9.9', undefined, 'unknownRelease'],
    ['a hidden folder named like a release', '.advanced-1.0.0', undefined, 'unknownRelease'],
    ['a folder whose name moves the cursor', '\u001b[2Jadvanced-1.0.0', undefined, 'unknownRelease'],
  ])('%s', async (_, name, files, reason) => {
    if (files === undefined) await createPackage(name, TREE_UNKNOWN)
    else await mkdir(path.join(folder, name))
    for (const file of files ?? []) await writeFile(path.join(folder, name, file), 'ssh-ed25519 AAAA')
    const tarball = await pack(name)
    await expect(unpackTarball(machine, tarball, installers)).rejects.toMatchObject({
      kind: 'tarball-broken',
      facts: { tarball, reason, folder: name },
    })
    expect(await readdir(folder)).toEqual(['x.tar.gz'])
  })
})

it('an unpacked tarball has no setuid files and is not writable by others', async () => {
  const at = await createPackage()
  const modes = { '': 0o3777, scripts: 0o1777, 'scripts/install.sh': 0o6777, 'conf/vars.yml': 0o666 }
  for (const [name, mode] of Object.entries(modes)) await chmod(path.join(at, name), mode)
  await unpackTarball(machine, await pack(NAME), installers)
  const found = await Promise.all(
    Object.keys(modes).map(async (name) => ((await stat(path.join(at, name))).mode & 0o7777).toString(8)),
  )
  expect(found).toEqual(['755', '755', '755', '644'])
})

it('a rejected upload is deleted, any other rejected tarball is not', async () => {
  const uploads = new Uploads()
  await createPackage('kubesphere-all-9.9.9', TREE_UNKNOWN)
  const tarball = await pack('kubesphere-all-9.9.9')
  const use = () => uploads.use(machine, tarball, () => unpackTarball(machine, tarball, installers))
  await expect(use()).rejects.toMatchObject({ kind: 'tarball-broken' })
  expect(await readdir(folder)).toEqual(['x.tar.gz'])
  uploads.add(machine, tarball)
  await expect(use()).rejects.toMatchObject({ kind: 'tarball-broken' })
  expect(await readdir(folder)).toEqual([])
})

describe('a tarball that another user can change', () => {
  it('is rejected with its owner, and no file is written to its folder', async () => {
    await createPackage()
    const tarball = await pack(NAME)
    await lchown(folder, NOBODY, NOBODY)
    await expect(unpackTarball(machine, tarball, installers)).rejects.toMatchObject({
      kind: 'package-untrusted',
      facts: { path: tarball, entry: folder, owner: 'nobody', reason: 'owner' },
    })
    expect(await readdir(folder)).toEqual(['x.tar.gz'])
  })

  it('is unpacked in a folder of root if it is trusted, never in the other user’s folder', async () => {
    const name = `taskbox-test-${randomBytes(6).toString('hex')}-advanced-1.0.0`
    await writeFile(path.join(await createPackage(name), 'ballast'), randomBytes(5_000_000))
    const tarball = await pack(name)
    await lchown(folder, NOBODY, NOBODY)
    const writes = new Set<string>()
    const onProgress = () => readdirSync(folder).forEach((entry) => void writes.add(entry))
    const at = await unpackTarball(machine, tarball, installers, { onProgress, trusted: true })
    try {
      expect(path.dirname(at)).not.toBe(folder)
      expect(await detectPackage(machine, at, installers)).toMatchObject({ folder: at })
      expect([...writes]).toEqual(['x.tar.gz'])
    } finally {
      await rm(at, { recursive: true })
    }
  })
})

describe('a package that another user can change is rejected', () => {
  const foreign = (entry: string, reason: string) => ({
    kind: 'package-untrusted',
    facts: { path: path.join(folder, NAME), entry: path.join(folder, entry), reason },
  })

  it.each([
    ['by owning its folder', NAME],
    ['by owning the folder above', ''],
    ['by owning a program in it', `${NAME}/scripts/install.sh`],
  ])('%s', async (_, entry) => {
    const at = await createPackage()
    await lchown(path.join(folder, entry), NOBODY, NOBODY)
    const found = foreign(entry, 'owner')
    await expect(detectPackage(machine, at, installers)).rejects.toMatchObject({
      ...found,
      facts: { ...found.facts, owner: 'nobody' },
    })
  })

  it.each([
    ['as anybody, its folder', NAME, 0o757],
    ['by a group, the folder above', '', 0o775],
    ['by a group, a program in it', `${NAME}/scripts/install.sh`, 0o775],
    ['as anybody, its folder, although it is sticky', NAME, 0o1777],
    ['as anybody, a folder in it, although it is sticky', `${NAME}/scripts`, 0o1777],
  ])('because it can be written %s', async (_, entry, mode) => {
    const at = await createPackage()
    await lchown(path.join(folder, entry), 0, SHARED_GROUP)
    await chmod(path.join(folder, entry), mode)
    await expect(detectPackage(machine, at, installers)).rejects.toMatchObject(foreign(entry, 'writable'))
  })

  it('and the message names the group', async () => {
    const at = await createPackage()
    await lchown(path.join(at, 'scripts'), 0, SHARED_GROUP)
    await chmod(path.join(at, 'scripts'), 0o775)
    const failure = await detectPackage(machine, at, installers).catch((error: unknown) => error)
    const facts = failure instanceof RequestFailure ? failure.facts : {}
    const text = translator()('failures.package-untrusted.message', facts)
    expect(text).toContain('is writable by its group or by all users')
    expect(text).not.toContain('other users of the taskbox can modify')
  })

  it('by owning a folder that a link on its path goes through', async () => {
    const at = await createPackage()
    await mkdir(path.join(folder, 'theirs'))
    await symlink(at, path.join(folder, 'theirs', 'link'))
    await symlink('theirs/link', path.join(folder, 'current'))
    await lchown(path.join(folder, 'theirs'), NOBODY, NOBODY)
    await expect(detectPackage(machine, path.join(folder, 'current'), installers)).rejects.toMatchObject({
      facts: { entry: path.join(folder, 'theirs'), owner: 'nobody' },
    })
  })

  it('through a link in it to a sticky folder that all users may write to', async () => {
    const at = await createPackage()
    await mkdir(path.join(folder, 'shared'))
    await chmod(path.join(folder, 'shared'), 0o1777)
    await symlink('../shared', path.join(at, 'library'))
    await expect(detectPackage(machine, at, installers)).rejects.toMatchObject(foreign('shared', 'writable'))
  })

  it.each(['../../theirs/library', 'ABSOLUTE'])(
    'by owning the target of a link in it: %s',
    async (target) => {
      const at = await createPackage()
      await mkdir(path.join(folder, 'theirs'))
      await writeFile(path.join(folder, 'theirs', 'library'), '')
      const to = target.replace('ABSOLUTE', path.join(folder, 'theirs', 'library'))
      await symlink(to, path.join(at, 'scripts', 'library'))
      await lchown(path.join(folder, 'theirs'), NOBODY, NOBODY)
      await expect(detectPackage(machine, at, installers)).rejects.toMatchObject(foreign('theirs', 'owner'))
    },
  )

  it('unless it is trusted', async () => {
    const at = await createPackage()
    await lchown(at, NOBODY, NOBODY)
    expect(await detectPackage(machine, at, installers, true)).toMatchObject({ folder: at })
  })

  // Otherwise the release was named first, and the installer step offered no way to trust the package any more.
  it('before its release is found to be unknown', async () => {
    const at = await createPackage(NAME, TREE_UNKNOWN)
    await lchown(at, NOBODY, NOBODY)
    await expect(detectPackage(machine, at, installers)).rejects.toMatchObject({ kind: 'package-untrusted' })
    await expect(detectPackage(machine, at, installers, true)).rejects.toMatchObject({
      kind: 'package-unknown-release',
    })
  })
})

describe('a package that no other user can change is used', () => {
  it('with internal links, links to system programs, and a sticky folder on its path', async () => {
    const at = await createPackage()
    await symlink('/bin/sh', path.join(at, 'scripts', 'sh'))
    await symlink('../conf/hosts.ini', path.join(at, 'scripts', 'hosts'))
    await symlink('nowhere', path.join(at, 'broken'))
    await symlink('../../absent', path.join(at, 'absent'))
    await chmod(folder, 0o1777)
    expect(await detectPackage(machine, at, installers)).toMatchObject({ folder: at })
  })
})

it('packages and tarballs that another user can change are listed with that owner', async () => {
  const at = await createPackage()
  await execa('tar', ['-czf', `${at}.tar.gz`, '-C', folder, NAME])
  await lchown(at, NOBODY, NOBODY)
  await lchown(`${at}.tar.gz`, NOBODY, NOBODY)
  const before = process.env.HOME
  process.env.HOME = folder
  const { packages, tarballs } = await findPackages(machine, installers)
  process.env.HOME = before
  expect(packages.find((one) => one.folder === at)).toMatchObject({ owner: 'nobody' })
  expect(tarballs).toContainEqual({ path: `${at}.tar.gz`, owner: 'nobody' })
})
