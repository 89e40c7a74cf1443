import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { kubesprayTree } from '../server/packages/checkout-tree'
import { TREE_20, TREE_UNKNOWN, type Tree, tree21, writeTree } from '../server/packages/package-tree'
import { taskbox, testFolder } from './taskbox'

const folder = testFolder()
const data = path.join(folder, 'data')
let count = 0

/** A cluster on this machine. JSON is YAML. */
async function clusterFile(packageFolder: string, installer: object, more: object = {}): Promise<string> {
  const host = (name: string, address: string, rest: object) => ({ name, address, ...rest })
  const node = { password: 'x', roles: ['node'] }
  const text = JSON.stringify({
    version: 2,
    name: 'demo',
    installer: { source: packageFolder, mode: 'multi-node', ...installer },
    hosts: [
      host('master', '192.0.2.1', { taskbox: true, roles: ['master', 'etcd'] }),
      host('node1', '192.0.2.2', node),
      host('node2', '192.0.2.3', node),
    ],
    ...more,
  })
  count += 1
  const file = path.join(folder, `cluster-${count}.yaml`)
  await writeFile(file, text, { mode: 0o600 })
  return file
}

async function packageOf(name: string, tree: Tree): Promise<string> {
  await mkdir(path.join(folder, 'packages'), { recursive: true })
  return writeTree(path.join(folder, 'packages', name), tree)
}

async function render(file: string) {
  const output = path.join(folder, `out-${count}`)
  const { code, stderr } = await taskbox(['render', '-f', file, '-o', output, '--data', data])
  return { code, stderr, files: (await readdir(output).catch(() => [])).sort(), output }
}

describe('a cluster file without a release', () => {
  it('receives the release of the package, whose settings file changes only in the desired values', async () => {
    const tree = tree21('v1.15.5')
    const at = await packageOf('kubesphere', tree)
    const { code, stderr, files, output } = await render(await clusterFile(at, {}))
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('contains release v2.1.0')
    expect(files).toEqual(['common.yaml', 'hosts.ini', 'plugin-qingcloud.yaml'])
    const common = await readFile(path.join(output, 'common.yaml'), 'utf8')
    expect(common.startsWith(tree['conf/common.yaml'] ?? '-')).toBe(true)
    expect(common).toContain('local_volume_is_default_class: true')
  })

  it('prints the facts that contradict the release', async () => {
    const at = await packageOf('kubesphere-all-v2.1.0', TREE_20)
    const storage = {
      storage: { class: 'nfs-client', parameters: { nfs_server: '192.0.2.9', nfs_path: '/x' } },
    }
    const { code, stderr, files } = await render(await clusterFile(at, {}, storage))
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('contains release advanced-2.0.x')
    expect(stderr).toMatch(
      /✗ Folder name: expected kubesphere-all-advanced-2\.0\.2, found kubesphere-all-v2\.1\.0/,
    )
    expect(files).toEqual(['hosts.ini', 'vars.yml'])
  })

  it('is validated for the detected release', async () => {
    const at = await packageOf('validated', TREE_20)
    const { code, stderr, files } = await render(
      await clusterFile(at, {}, { addons: { devops: { enabled: true } } }),
    )
    expect({ code, files }).toEqual({ code: 2, files: [] })
    expect(stderr).toMatch(/addons\.devops\.enabled: error addon-unknown/)
    expect(stderr).toMatch(/storage\.class: error storage-class-missing/)
  })
})

describe.each(['render', 'check', 'install'])('%s refuses', (command) => {
  const run = async (file: string) => {
    const output = path.join(folder, 'never')
    const flags = command === 'render' ? ['-o', output] : []
    const { code, stderr, stdout } = await taskbox([command, '-f', file, ...flags, '--data', data])
    expect({ stdout: stdout.toString(), files: await readdir(output).catch(() => []) }).toEqual({
      stdout: '',
      files: [],
    })
    return { code, stderr }
  }
  const failed = command === 'install' ? 1 : 2

  it.each([
    ['without a release', {}],
    ['with a release', { version: 'advanced-1.0.0' }],
  ])('a package that is not recognized, with the found evidence: file %s', async (_, installer) => {
    const at = await packageOf('kubesphere-all-advanced-1.0.0', TREE_UNKNOWN)
    const before = await readdir(at, { recursive: true })
    const more = { storage: { class: 'nfs-server' } }
    const { code, stderr } = await run(await clusterFile(at, installer, more))
    expect(code, stderr).toBe(failed)
    expect(stderr).toContain('match none of the releases')
    expect(stderr).toMatch(/^ {2}v2\.1\.0\n {4}✗ conf\/common\.yaml: expected present, found missing$/m)
    expect(await readdir(at, { recursive: true })).toEqual(before)
  })

  it('a package of another release than the file names', async () => {
    const at = await packageOf('other', tree21('v1.15.5'))
    const more = { storage: { class: 'nfs-server' } }
    const { code, stderr } = await run(await clusterFile(at, { version: 'advanced-1.0.0' }, more))
    expect(code, stderr).toBe(failed)
    expect(stderr).toContain('contains release v2.1.0, not advanced-1.0.0')
  })
})

it('a release that is named with a reason is used', async () => {
  const at = await packageOf('ours', TREE_UNKNOWN)
  const installer = { version: 'v2.1.1', releaseReason: 'a build of ours' }
  const { code, stderr, files } = await render(await clusterFile(at, installer))
  expect(code, stderr).toBe(0)
  expect(files).toEqual(['common.yaml', 'hosts.ini'])
})

describe('a cluster file for a checkout of Kubespray', () => {
  const tree = kubesprayTree({
    ...{ layout: '2.28', version: '2.28.1' },
    kubernetes: ['1.32.8', '1.31.0'],
    minors: ['1.32', '1.31'],
  })
  const more = { network: { plugin: 'cilium' }, storage: { class: 'none' } }

  it.each([
    ['that names no version', {}],
    ['that names its version', { version: '2.28.1' }],
  ])('%s is validated for what the checkout states', async (_, named) => {
    const at = await packageOf('kubespray', tree)
    const installer = { id: 'kubespray', ...named }
    const settings = { settings: { kube_version: '1.30.0' } }
    const refused = await render(await clusterFile(at, installer, { ...more, ...settings }))
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/settings\.kube_version: error choice-invalid/)
    const { code, stderr, files } = await render(await clusterFile(at, installer, more))
    expect(code, stderr).toBe(0)
    expect(files).toContain('hosts.yaml')
  })

  it('that names another version is refused', async () => {
    const at = await packageOf('kubespray', tree)
    const { code, stderr } = await render(await clusterFile(at, { id: 'kubespray', version: '2.31.0' }, more))
    expect(code).toBe(2)
    expect(stderr).toContain('contains release 2.28.1, not 2.31.0')
  })
})
