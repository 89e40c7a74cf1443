import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installers } from '@/lib/installers/registry'
import { LocalMachine } from '@/server/machine/local'
import { detectPackage } from '@/server/packages/detect'
import { findPackages } from '@/server/packages/find'
import { unpackTarball } from '@/server/packages/unpack'
import { receiveTarball, sanitizeFileName } from '@/server/packages/upload'
import { TREE_100, TREE_UNKNOWN, tree21, writeTree } from './package-tree'

const NAME = 'kubesphere-all-advanced-1.0.0'
const RELEASE = 'advanced-1.0.0'
const SOON_MS = 15_000
const machine = new LocalMachine()
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "packages it's "))
})
afterEach(() => rm(folder, { recursive: true }))

/** Creates a package's folder with this amount of ballast. */
async function createPackage(at: string, paddingBytes = 0): Promise<string> {
  await writeTree(at, TREE_100)
  if (paddingBytes) await writeFile(path.join(at, 'ballast'), randomBytes(paddingBytes))
  return at
}

/** Packs `what` of the folder. `transform` is passed to tar, for names that only malicious tarballs have. */
async function pack(what: string[], transform: string[] = []): Promise<string> {
  const tarball = path.join(folder, `${NAME}.tar.gz`)
  await execa('tar', ['-czPf', tarball, ...transform, '-C', folder, ...what])
  return tarball
}

const files = async () => (await readdir(folder)).sort()

describe('detecting the release in a folder', () => {
  const detect = (at: string) => detectPackage(machine, at, installers)

  it('identifies a release by its files', async () => {
    const at = await createPackage(path.join(folder, NAME))
    expect(await detect(`${at}/`)).toEqual({ folder: at, installer: 'kubesphere', release: RELEASE })
  })

  it('resolves a link with another name', async () => {
    const at = await createPackage(path.join(folder, NAME))
    const link = path.join(folder, 'current')
    await symlink(at, link)
    expect(await detect(link)).toEqual({ folder: link, installer: 'kubesphere', release: RELEASE })
  })

  it('reports why no release was detected', async () => {
    const unnamed = await writeTree(path.join(folder, NAME), TREE_UNKNOWN)
    await mkdir(path.join(folder, 'empty'))
    await expect(detect(unnamed)).rejects.toMatchObject({ kind: 'package-unknown-release' })
    await expect(detect(path.join(folder, 'empty'))).rejects.toMatchObject({ kind: 'package-none' })
    const absent = path.join(folder, 'absent')
    await expect(detect(absent)).rejects.toMatchObject({
      kind: 'package-unreadable',
      facts: { folder: absent },
    })
    await expect(detect('/etc/passwd')).rejects.toMatchObject({ kind: 'package-unreadable' })
  })
})

describe('finding packages', () => {
  it('finds folders of packages, and tarballs of known releases', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'home-'))
    const at = await createPackage(path.join(home, 'down loads', NAME))
    const unknown = await writeTree(path.join(home, 'other-1.2'), TREE_UNKNOWN)
    await mkdir(path.join(home, 'project/conf'), { recursive: true })
    await writeFile(path.join(home, 'project/conf/hosts.ini'), '[all]\n')
    const renamed = await writeTree(path.join(home, 'other-2.1'), tree21('v1.15.5'))
    await createPackage(path.join(home, '.hidden', NAME))
    await createPackage(path.join(home, 'a/b/c/d', NAME))
    await writeFile(path.join(home, `${NAME}.tar.gz`), '')
    await writeFile(path.join(home, 'linux-6.1.tar.gz'), '')
    const before = process.env.HOME
    process.env.HOME = home
    const found = await findPackages(machine, installers)
    process.env.HOME = before
    expect(found.packages.filter(({ folder }) => folder.startsWith(home))).toEqual([
      { folder: at, installer: 'kubesphere', release: RELEASE },
      { folder: renamed, installer: 'kubesphere', release: 'v2.1.0' },
    ])
    expect(found.unrecognized.filter((at) => at.startsWith(home))).toEqual([unknown])
    expect(found.tarballs.filter(({ path }) => path.startsWith(home))).toEqual([
      { path: path.join(home, `${NAME}.tar.gz`) },
    ])
    await rm(home, { recursive: true })
  })
})

describe('unpacking a tarball', () => {
  it('creates the complete package next to it, and reports progress', async () => {
    await createPackage(path.join(folder, NAME), 3_000_000)
    const tarball = await pack([NAME])
    await rm(path.join(folder, NAME), { recursive: true })
    const { size } = await stat(tarball)
    const progress: [number, number][] = []
    const at = await unpackTarball(machine, tarball, installers, {
      onProgress: (...now) => progress.push(now),
    })
    expect(at).toBe(path.join(folder, NAME))
    expect((await stat(path.join(at, 'scripts/install.sh'))).mode & 0o777).toBe(0o755)
    expect((await stat(path.join(at, 'ballast'))).size).toBe(3_000_000)
    expect(await files()).toEqual([NAME, `${NAME}.tar.gz`])
    expect(progress.at(-1)).toEqual([size, size])
    expect(progress.map(([done]) => done)).toEqual(progress.map(([done]) => done).sort((a, b) => a - b))
  })

  it('does not change an existing folder', async () => {
    const at = await createPackage(path.join(folder, NAME))
    const tarball = await pack([NAME])
    await writeFile(path.join(at, 'conf/hosts.ini'), 'mine')
    await expect(unpackTarball(machine, tarball, installers)).rejects.toMatchObject({
      kind: 'conflict',
      facts: { folder: at },
    })
    expect(await readFile(path.join(at, 'conf/hosts.ini'), 'utf8')).toBe('mine')
    expect(await files()).toEqual([NAME, `${NAME}.tar.gz`])
  })

  it.each([
    ['a name that leads out', ['--transform', 's,^.*/hosts.ini$,../../evil,'], 'outside'],
    ['an absolute name', ['--transform', 's,^.*/hosts.ini$,/tmp/evil,'], 'absolute'],
  ])('refuses %s', async (_, transform, reason) => {
    await createPackage(path.join(folder, NAME))
    const tarball = await pack([NAME], transform)
    await rm(path.join(folder, NAME), { recursive: true })
    const refused = unpackTarball(machine, tarball, installers)
    await expect(refused).rejects.toMatchObject({ kind: 'tarball-unsafe', facts: { reason, tarball } })
    expect(await files()).toEqual([`${NAME}.tar.gz`])
  })

  it('rejects a link that leaves the folder', async () => {
    await createPackage(path.join(folder, NAME))
    await symlink('/etc', path.join(folder, NAME, 'conf/link'))
    const tarball = await pack([NAME])
    await rm(path.join(folder, NAME), { recursive: true })
    await expect(unpackTarball(machine, tarball, installers)).rejects.toMatchObject({
      kind: 'tarball-unsafe',
      facts: { reason: 'link', entry: `${NAME}/conf/link` },
    })
    expect(await files()).toEqual([`${NAME}.tar.gz`])
  })

  it('reports the reason for a broken tarball', async () => {
    const tarball = path.join(folder, `${NAME}.tar.gz`)
    await createPackage(path.join(folder, NAME), 1_000_000)
    await pack([NAME])
    await rm(path.join(folder, NAME), { recursive: true })
    const whole = await readFile(tarball)
    const broken = (reason: string) =>
      expect.objectContaining({ kind: 'tarball-broken', facts: { tarball, reason } })
    await writeFile(tarball, whole.subarray(0, 600_000))
    await expect(unpackTarball(machine, tarball, installers)).rejects.toEqual(broken('cutOff'))
    await writeFile(tarball, 'just some text')
    await expect(unpackTarball(machine, tarball, installers)).rejects.toEqual(broken('notGzip'))
    await writeFile(
      tarball,
      (await execa('gzip', ['-c'], { input: 'no tar '.repeat(500), encoding: 'buffer' })).stdout,
    )
    await expect(unpackTarball(machine, tarball, installers)).rejects.toEqual(broken('other'))
    await rm(tarball)
    await expect(unpackTarball(machine, tarball, installers)).rejects.toMatchObject({ kind: 'not-found' })
    expect(await files()).toEqual([])
  })

  it('rejects a tarball that is not a single folder', async () => {
    await createPackage(path.join(folder, NAME))
    await writeFile(path.join(folder, 'readme'), '')
    const tarball = await pack([NAME, 'readme'])
    await rm(path.join(folder, NAME), { recursive: true })
    await expect(unpackTarball(machine, tarball, installers)).rejects.toMatchObject({
      facts: { reason: 'several' },
    })
  })

  it('leaves no files when it is aborted', async () => {
    await createPackage(path.join(folder, NAME), 60_000_000)
    const tarball = await pack([NAME])
    await rm(path.join(folder, NAME), { recursive: true })
    const abort = new AbortController()
    const unpacking = unpackTarball(machine, tarball, installers, {
      onProgress: (done, total) => done > total * 0.55 && abort.abort(new Error('left')),
      signal: abort.signal,
    })
    await expect(unpacking).rejects.toThrow('left')
    await expect.poll(files, { timeout: SOON_MS }).toEqual([`${NAME}.tar.gz`])
  })
})

describe('receiving a tarball', () => {
  const never = new AbortController().signal

  it.each(['x.zip', '', '.tar.gz', '../../etc/passwd', '密码.tar.gz', 'a.tar.gz\0.png'])(
    'rejects a name that is not that of a tarball: %j',
    async (name) => {
      const receiving = receiveTarball(machine, name, Readable.from(['x']), never)
      await expect(receiving).rejects.toMatchObject({
        kind: 'tarball-broken',
        facts: { tarball: name, reason: 'notGzip' },
      })
    },
  )

  it.each([
    ['kubesphere-all-1.0.0 (1).tar.gz', 'kubesphere-all-1.0.0-1.tar.gz'],
    ['../../a b.tgz', 'a-b.tgz'],
    ["it's $(id).tar.gz", 'it-s-id.tar.gz'],
  ])('stores %j under a name without shell metacharacters', (original, expected) => {
    expect(sanitizeFileName(original)).toBe(expected)
  })

  it('leaves no file of an aborted upload', async () => {
    const name = `taskbox-test-${randomBytes(6).toString('hex')}.tar.gz`
    const abort = new AbortController()
    const source = new Readable({ read() {} })
    source.push('half')
    const receiving = receiveTarball(machine, name, source, abort.signal)
    setTimeout(() => abort.abort(new Error('left')), 400)
    await expect(receiving).rejects.toThrow('left')
    const { stdout } = await execa('sh', ['-c', 'ls -A /opt "$HOME"'])
    expect(stdout).not.toContain(name)
  })

  it('stores a complete tarball under its name', async () => {
    const name = `taskbox-test-${randomBytes(6).toString('hex')}.tar.gz`
    const at = await receiveTarball(
      machine,
      name,
      Readable.from([Buffer.from('who'), Buffer.from('le')]),
      never,
    )
    expect([path.basename(at), await readFile(at, 'utf8'), (await stat(at)).mode & 0o777]).toEqual([
      name,
      'whole',
      0o600,
    ])
    await rm(at)
  })
})
