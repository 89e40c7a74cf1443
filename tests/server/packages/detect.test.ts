import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installers } from '@/lib/installers/registry'
import type { EvidenceRow } from '@/lib/installers/sources/evidence'
import { LocalMachine } from '@/server/machine/local'
import { detectPackage, refuseOtherRelease } from '@/server/packages/detect'
import { RequestFailure } from '@/server/request-failure'
import { TREE_20, TREE_100, TREE_UNKNOWN, type Tree, tree21, writeTree } from './package-tree'

const machine = new LocalMachine()
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "detect it's "))
})
afterEach(() => rm(folder, { recursive: true }))

async function detect(tree: Tree, name = 'package') {
  return detectPackage(machine, await writeTree(path.join(folder, name), tree), installers)
}

const without = (tree: Tree, name: string): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([key]) => key !== name))
const changed = (tree: Tree, name: string, from: RegExp, to: string): Tree => ({
  ...tree,
  [name]: (tree[name] ?? '').replace(from, to),
})
const VARS = 'conf/vars.yml'
const COMMON = 'conf/common.yaml'
const DOWNLOADS = 'kubesphere/roles/download/defaults/main.yml'

/** The failure of a detection. */
async function refused(detection: Promise<unknown>): Promise<RequestFailure> {
  const failure = await detection.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (failure instanceof RequestFailure) return failure
  throw new Error('nothing was refused')
}

const seen = ({ path: file, key, found, value }: EvidenceRow) =>
  [file, key, found === 'value' ? value : found].filter(Boolean).join(' ')

describe('a package', () => {
  const quoted = changed(TREE_20, VARS, /kube_version: .*/, 'kube_version: "v1.13.5" # tested')
  const windows: Tree = { ...TREE_20, [VARS]: (TREE_20[VARS] ?? '').replaceAll('\n', '\r\n') }
  const yaml: Tree = { ...without(TREE_100, VARS), 'conf/vars.yaml': TREE_100[VARS] ?? '' }

  it.each<[string, Tree, string]>([
    ['of 1.0.0', TREE_100, 'advanced-1.0.0'],
    ['of 1.0.0 with vars.yaml', yaml, 'advanced-1.0.0'],
    ['of 1.0.0 without multi-node.sh', without(TREE_100, 'scripts/multi-node.sh'), 'advanced-1.0.0'],
    [
      'of 1.0.0 without keys of storage',
      { ...TREE_100, [VARS]: 'kube_network_plugin: calico\n' },
      'advanced-1.0.0',
    ],
    ['of 2.0', TREE_20, 'advanced-2.0.x'],
    ['of 2.0 with quotes and a comment', quoted, 'advanced-2.0.x'],
    ['of 2.0 from Windows', windows, 'advanced-2.0.x'],
    ['of 2.1 with Kubernetes 1.15', tree21('v1.15.5'), 'v2.1.0'],
    ['of 2.1 with Kubernetes 1.16', tree21('v1.16.7'), 'v2.1.1'],
    ['of 2.1 that names itself 2.1.1', tree21(undefined, 'v2.1.1'), 'v2.1.1'],
    ['of 2.1 without versions of images', without(tree21('v1.15.5'), DOWNLOADS), 'v2.1.0'],
  ])('%s is recognized by its files', async (_, tree, release) => {
    expect(await detect(tree)).toEqual({
      folder: path.join(folder, 'package'),
      installer: 'kubesphere',
      release,
    })
  })

  it.each<[string, Tree, string[]]>([
    ['with nothing that is known', TREE_UNKNOWN, [`${VARS} absent`, `${COMMON} absent`]],
    [
      'of 1.0.1',
      changed(TREE_100, VARS, /nfs_server_enable.*/, 'nfs_in_k8s_enable: false'),
      [`${VARS} nfs_in_k8s_enable present`],
    ],
    [
      'that names itself 1.0.1',
      { ...TREE_100, [VARS]: `${TREE_100[VARS]}ks_version: 1.0.1\n` },
      [`${VARS} ks_version 1.0.1`],
    ],
    [
      'between 2.0 and 2.1',
      changed(TREE_20, VARS, /qingcloud_csi_enabled.*/, 'default_storage: openebs-hostpath'),
      [`${VARS} qingcloud_csi_enabled absent`],
    ],
    ['of 3.0', tree21('v1.17.9', 'v3.0.0'), [`${COMMON} ks_version v3.0.0`]],
    [
      'of 2.1 without its keys',
      { ...TREE_UNKNOWN, [COMMON]: 'kube_network_plugin: calico\n' },
      [`${COMMON} console_port absent`],
    ],
  ])('%s is refused with what was looked for and found', async (_, tree, found) => {
    for (const name of ['package', 'kubesphere-all-advanced-1.0.0', 'kubesphere-all-v2.1.0']) {
      const failure = await refused(detect(tree, name))
      expect(failure).toMatchObject({
        kind: 'package-unknown-release',
        facts: { reason: 'unrecognized', folder: path.join(folder, name) },
      })
      const differing = (failure.evidence ?? []).filter(({ matches }) => !matches).map(seen)
      for (const row of found) expect(differing).toContain(row)
    }
  })

  it('without install.sh or hosts.ini is not a package', async () => {
    for (const name of ['scripts/install.sh', 'conf/hosts.ini'])
      expect(await refused(detect(without(tree21('v1.15.5'), name), name.replace('/', '-')))).toMatchObject({
        kind: 'package-none',
      })
  })
})

describe("the folder's name", () => {
  it('decides between releases that fit equally', async () => {
    expect(await detect(tree21('v1.17.3'), 'kubesphere-all-v2.1.1')).toMatchObject({ release: 'v2.1.1' })
    expect(await detect(tree21(undefined), 'kubesphere-all-v2.1.0.bak')).toMatchObject({ release: 'v2.1.0' })
    const failure = await refused(detect(tree21(undefined), 'kubesphere'))
    expect(failure.facts).toMatchObject({ reason: 'ambiguous', candidates: 'v2.1.0, v2.1.1' })
    await symlink(path.join(folder, 'kubesphere-all-v2.1.0.bak'), path.join(folder, 'current'))
    expect(await detectPackage(machine, path.join(folder, 'current'), installers)).toMatchObject({
      release: 'v2.1.0',
    })
  })

  it('does not decide against the files, but is reported', async () => {
    const found = await detect(TREE_20, 'kubesphere-all-v2.1.0')
    expect(found.release).toBe('advanced-2.0.x')
    expect(found.contradictions?.map(seen)).toEqual(['kubesphere-all-v2.1.0 kubesphere-all-v2.1.0'])
    expect((await detect(TREE_20, 'kubesphere-all-advanced-2.0.2')).contradictions).toBeUndefined()
  })
})

describe('values that differ', () => {
  it('are reported with the release of more reliable evidence', async () => {
    const edited = changed(tree21('v1.15.5'), COMMON, /kube_version: .*/, 'kube_version: v1.16.2')
    const found = await detect(edited)
    expect(found.release).toBe('v2.1.0')
    expect(found.contradictions?.map(seen)).toEqual([`${COMMON} kube_version v1.16.2`])
    const dev = changed(TREE_20, VARS, /ks_version: .*/, 'ks_version: 2.1.0-dev')
    expect((await detect(dev, 'dev')).contradictions?.map(seen)).toEqual([`${VARS} ks_version 2.1.0-dev`])
  })

  it('in comments and in other keys do not count', async () => {
    const text = '# kube_version: v1.16.7\nmy_kube_version: v1.16.7\n  kube_version_old: v1.16.7\n'
    expect(await detect({ ...tree21('v1.15.5'), [COMMON]: text + tree21('v1.15.5')[COMMON] })).toMatchObject({
      release: 'v2.1.0',
    })
  })

  it('return only a small part of a file, whatever it contains', async () => {
    const at = await writeTree(path.join(folder, 'package'), TREE_20)
    const long = `kube_version: ${'x'.repeat(5000)}\n`.repeat(3000)
    await writeFile(path.join(at, VARS), `\0\xff${long}${TREE_20[VARS]}`)
    const failure = await refused(detectPackage(machine, at, installers))
    expect(JSON.stringify(failure.evidence).length).toBeLessThan(20_000)
    await rm(path.join(at, VARS))
    await execa('sh', ['-c', 'mkfifo "$0"', path.join(at, VARS)])
    expect(await refused(detectPackage(machine, at, installers))).toMatchObject({
      kind: 'package-unknown-release',
    })
  })
})

describe("the cluster's release", () => {
  const installer = { id: 'kubesphere', source: '', version: 'advanced-1.0.0', mode: 'multi-node' } as const
  const check = async (tree: Tree, reason?: string) =>
    refuseOtherRelease(machine, {
      ...installer,
      source: await writeTree(path.join(folder, 'package'), tree),
      ...(reason !== undefined && { releaseReason: reason }),
    })

  it('must be that of the package', async () => {
    await check(TREE_100)
    await rm(path.join(folder, 'package'), { recursive: true })
    const failure = await refused(check(tree21('v1.15.5')))
    expect(failure).toMatchObject({
      kind: 'package-other-release',
      facts: { release: 'advanced-1.0.0', detected: 'v2.1.0' },
    })
    expect(failure.evidence?.map(seen)).toContain(`${VARS} absent`)
    expect(new Set(failure.evidence?.map(({ release }) => release))).toEqual(new Set(['advanced-1.0.0']))
  })

  it('may be named with a reason, for a folder that has the files of a package', async () => {
    await check(TREE_UNKNOWN, 'a build of ours')
    expect(await refused(check(TREE_UNKNOWN))).toMatchObject({ kind: 'package-unknown-release' })
    await rm(path.join(folder, 'package/scripts/install.sh'))
    expect(
      await refused(
        refuseOtherRelease(machine, {
          ...installer,
          source: path.join(folder, 'package'),
          releaseReason: 'x',
        }),
      ),
    ).toMatchObject({ kind: 'package-none' })
  })
})

/** A real package of 2.1.0, which is not part of this repository. */
const real = process.env.TASKBOX_KUBESPHERE_21

it.runIf(real)('the real package of 2.1.0 is recognized without a contradiction', async () => {
  expect(await detectPackage(machine, real ?? '', installers, true)).toEqual({
    folder: real,
    installer: 'kubesphere',
    release: 'v2.1.0',
  })
})
