/** Clones from real git servers on the loopback, into the upload folder of this machine. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { installers } from '@/lib/installers/registry'
import { parseRepository, type Repository } from '@/lib/installers/sources/repository'
import { LocalMachine } from '@/server/machine/local'
import { type CloneOptions, cloneRepository } from '@/server/packages/clone/clone'
import type { CloneProgress } from '@/server/packages/clone/git-progress'
import { detectPackage } from '@/server/packages/detect'
import {
  commit,
  createRepository,
  type GitServer,
  git,
  gitServer,
  loopbackCertificate,
  withoutObjects,
} from '../git-server'
import { TREE_100, TREE_UNKNOWN } from '../package-tree'

const machine = new LocalMachine()
/** The upload folder of root. */
const DESTINATION = '/opt'
const SOON_MS = 15_000
const STALL_MS = 700

let root: string
let server: GitServer
/** Responses that are not those of git, by the path. */
let others: Record<string, RequestListener>
/** Unique, so that clones of different tests and runs do not meet. */
let name: string

const answer =
  (status: number, text: string): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end(text)

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'repositories-'))
  others = {
    page: answer(200, '<html>Log in to the network</html>'),
    absent: answer(404, 'nothing here'),
    private: answer(401, 'log in'),
    broken: answer(503, 'later'),
    silent: () => undefined,
  }
  server = await gitServer(root, { others })
})
afterAll(async () => {
  server.close()
  await rm(root, { recursive: true })
})
beforeEach(() => {
  name = `taskbox-test-${randomBytes(6).toString('hex')}`
})
afterEach(async () => {
  const names = (await readdir(DESTINATION)).filter((one) => one.startsWith(name))
  for (const one of names) await rm(path.join(DESTINATION, one), { recursive: true })
})

function repositoryOf(url: string, ref: string): Repository {
  const parsed = parseRepository(url, ref, ['http:', 'https:'])
  if (!parsed.ok) throw new Error(parsed.problem)
  return parsed.repository
}

const clone = (ref: string, { url = server.url(name), ...options }: CloneOptions & { url?: string } = {}) =>
  cloneRepository(machine, repositoryOf(url, ref), installers, {
    protocols: ['http', 'https'],
    ...options,
  })

/** What is left of clones in the destination. Other tests clone there at the same time. */
const leftovers = async () =>
  (await readdir(DESTINATION)).filter((one) => one.includes('taskbox-clone') || one.includes(name))

describe('a clone', () => {
  it('has the files of an annotated tag, its progress and its address', async () => {
    const at = await createRepository(root, name, TREE_100)
    await git(at, 'tag', '-a', 'v1.0', '-m', 'the first')
    const commitOfTag = await git(at, 'rev-parse', 'HEAD')
    await writeFile(path.join(at, 'later'), '')
    await commit(at)
    const progress: CloneProgress[] = []
    const folder = path.join(DESTINATION, `${name}-v1.0`)
    expect(await clone('v1.0', { onProgress: (one) => progress.push(one) })).toEqual({
      folder,
      commit: commitOfTag,
    })
    expect((await readdir(folder)).sort()).toEqual(['.git', 'conf', 'scripts'])
    expect((await stat(path.join(folder, 'scripts/install.sh'))).mode & 0o777).toBe(0o755)
    expect((await stat(folder)).mode & 0o777).toBe(0o755)
    expect(await git(folder, 'config', 'remote.origin.url')).toBe(server.url(name))
    expect(await git(folder, 'status', '--porcelain')).toBe('')
    // The first phase on the server may end within one piece of output.
    const phases = [...new Set(progress.map(({ phase }) => phase))].filter((phase) => phase !== 'preparing')
    expect(phases).toEqual(['connecting', 'receiving', 'checkingOut'])
    expect(await detectPackage(machine, folder, installers)).toMatchObject({ folder })
    await expect.poll(leftovers, { timeout: SOON_MS }).toEqual([`${name}-v1.0`])
  })

  it('of a branch and of a commit is named after the commit', async () => {
    const at = await createRepository(root, name, TREE_100)
    const first = await git(at, 'rev-parse', 'HEAD')
    const second = await commit(at)
    expect(await clone('main')).toEqual({
      folder: path.join(DESTINATION, `${name}-main-${second.slice(0, 12)}`),
      commit: second,
    })
    expect(await clone(first)).toEqual({
      folder: path.join(DESTINATION, `${name}-${first.slice(0, 12)}`),
      commit: first,
    })
  })

  it('is used again for the same commit, but not for another one', async () => {
    const at = await createRepository(root, name, TREE_100)
    await git(at, 'tag', 'v1.0')
    const { folder } = await clone('v1.0')
    await writeFile(path.join(folder, 'inventory'), 'mine')
    expect(await clone('v1.0')).toMatchObject({ folder })
    expect(await readFile(path.join(folder, 'inventory'), 'utf8')).toBe('mine')
    await commit(at)
    await git(at, 'tag', '-f', 'v1.0')
    await expect(clone('v1.0')).rejects.toMatchObject({ facts: { reason: 'exists', folder } })
    expect(await readFile(path.join(folder, 'inventory'), 'utf8')).toBe('mine')
  })

  it('does not replace another folder', async () => {
    const at = await createRepository(root, name, TREE_100)
    await git(at, 'tag', 'v1.0')
    const folder = path.join(DESTINATION, `${name}-v1.0`)
    await mkdir(folder)
    await expect(clone('v1.0')).rejects.toMatchObject({ facts: { reason: 'exists', folder } })
    expect(await readdir(folder)).toEqual([])
  })

  it('runs no hooks and copies no templates, and fetches no submodules', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'home-'))
    const trace = path.join(home, 'ran')
    await mkdir(path.join(home, 'template/hooks'), { recursive: true })
    for (const folder of ['', 'template/hooks'])
      for (const hook of ['post-checkout', 'reference-transaction', 'fsmonitor']) {
        const at = path.join(home, folder, hook)
        await writeFile(at, `#!/bin/sh\necho ${hook} >>${trace}\n`)
        await chmod(at, 0o755)
      }
    await writeFile(
      path.join(home, '.gitconfig'),
      `[core]\nhooksPath = ${home}\nfsmonitor = ${home}/fsmonitor\n[init]\ntemplateDir = ${home}/template\n[submodule]\nrecurse = true\n[protocol]\nallow = always\n[http]\nsslVerify = false\n`,
    )
    const at = await createRepository(root, name, {
      ...TREE_100,
      '.gitmodules': `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c 'touch ${trace}'\n`,
    })
    await git(at, 'update-index', '--add', '--cacheinfo', `160000,${await git(at, 'rev-parse', 'HEAD')},x`)
    await git(at, 'commit', '-q', '-m', 'a submodule')
    await git(at, 'tag', 'v1.0')
    vi.stubEnv('HOME', home)
    const { folder } = await clone('v1.0')
    vi.unstubAllEnvs()
    expect(await readdir(path.join(folder, 'x'))).toEqual([])
    expect(existsSync(trace)).toBe(false)
    await rm(home, { recursive: true })
  })
})

describe('a clone that fails leaves no files, and says why:', () => {
  afterEach(async () => {
    await expect.poll(leftovers, { timeout: SOON_MS }).toEqual([])
  })
  const failure = (reason: string, facts: object = {}) => ({
    kind: 'clone-failed',
    facts: { reason, ...facts },
  })

  it.each([
    ['page', 'notGit'],
    ['absent', 'notFound'],
    ['private', 'notFound'],
    ['broken', 'http'],
  ])('the server responds with a %s', async (path, reason) => {
    const url = server.url(path)
    await expect(clone('v1.0', { url })).rejects.toMatchObject(failure(reason, { url, host: '127.0.0.1' }))
  })

  it('nothing listens on the port', async () => {
    await expect(clone('v1.0', { url: 'http://127.0.0.1:1/x' })).rejects.toMatchObject(failure('connect'))
  })

  it('the name cannot be resolved', async () => {
    // No DNS server is asked for a label of more than 63 characters.
    const host = `${'a'.repeat(64)}.invalid`
    await expect(clone('v1.0', { url: `https://${host}/x` })).rejects.toMatchObject(
      failure('dns', { address: host }),
    )
  })

  it('the certificate of the server is not trusted', async () => {
    const secure = await gitServer(root, { tls: await loopbackCertificate(root) })
    await expect(clone('v1.0', { url: secure.url('x') })).rejects.toMatchObject(failure('tls'))
    secure.close()
  })

  it('the proxy of the environment does not respond', async () => {
    vi.stubEnv('http_proxy', 'http://user:secret@127.0.0.2:1')
    const error: unknown = await clone('v1.0', { url: 'http://git.example.com/x' }).catch((one) => one)
    vi.unstubAllEnvs()
    expect(error).toMatchObject(failure('proxy', { host: 'git.example.com' }))
    expect(JSON.stringify(error)).not.toContain('secret')
  })

  it('the tag is missing, but another one is similar', async () => {
    await git(await createRepository(root, name, TREE_100), 'tag', 'v1.0')
    await expect(clone('1.0')).rejects.toMatchObject(failure('ref', { similar: 'v1.0' }))
    await expect(clone('v2.0')).rejects.toMatchObject(failure('ref', { similar: 'none' }))
  })

  it('the commit is missing', async () => {
    await createRepository(root, name, TREE_100)
    await expect(clone('0123456789abcdef0123456789abcdef01234567')).rejects.toMatchObject(failure('ref'))
  })

  it('the repository is not that of an installer', async () => {
    await createRepository(root, name, { 'README.md': 'x', 'src/main.go': '' })
    await expect(clone('main')).rejects.toMatchObject(
      failure('noSource', { found: 'README.md, src', expected: expect.stringContaining('conf/hosts.ini') }),
    )
  })

  it('its files match no release', async () => {
    await createRepository(root, name, TREE_UNKNOWN)
    await expect(clone('main')).rejects.toMatchObject({
      ...failure('unknownRelease'),
      evidence: expect.arrayContaining([expect.objectContaining({ matches: false })]),
    })
  })

  it('the pack, or its files, are too large', async () => {
    const at = await createRepository(root, name, { ...TREE_100, zeros: '0'.repeat(2_000_000) })
    await expect(clone('main', { maxBytes: 1_000_000 })).rejects.toMatchObject(failure('tooLarge'))
    await writeFile(path.join(at, 'random'), randomBytes(2_000_000))
    await commit(at)
    await expect(clone('main', { maxBytes: 1_000_000 })).rejects.toMatchObject(failure('tooLarge'))
  })

  it('the server sends nothing', async () => {
    const url = server.url('silent')
    await expect(clone('v1.0', { url, stallMs: STALL_MS })).rejects.toMatchObject(
      failure('stalled', { seconds: STALL_MS / 1000 }),
    )
  })

  it('the connection ends during the transfer', async () => {
    await createRepository(root, name, TREE_100)
    others[name] = withoutObjects(root, (_, response) => response.destroy())
    await expect(clone('main')).rejects.toMatchObject(failure('interrupted'))
  })

  it('it is stopped', async () => {
    await createRepository(root, name, TREE_100)
    const controller = new AbortController()
    others[name] = withoutObjects(root, () => controller.abort(new Error('stopped')))
    await expect(clone('main', { signal: controller.signal })).rejects.toThrow('stopped')
  })
})
