/** Regression: an untrusted cluster file could send the operator's variables and files to its own host. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { readCluster } from '@/server/commands/load-cluster'

let root: string
let stderr = ''

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'references-'))
  await mkdir(path.join(root, 'cluster', 'secrets'), { recursive: true })
  await writeFile(path.join(root, 'id'), 'outside\n')
  await writeFile(path.join(root, 'cluster', 'secrets', 'node1'), 'inside\n')
  await writeFile(path.join(root, 'cluster', 'large'), 'x'.repeat(64 * 1024 + 1))
  await symlink('../id', path.join(root, 'cluster', 'link'))
  await symlink('secrets/node1', path.join(root, 'cluster', 'inner'))
  await execa('sh', ['-c', 'mkfifo "$0"', path.join(root, 'cluster', 'pipe')])
  vi.stubEnv('OTHER_SECRET', 'from-env')
    .stubEnv('TASKBOX_NODE1', 'named')
    .stubEnv('TASKBOX_KEY', 'k'.repeat(32))
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text
    return true
  })
})
afterAll(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await rm(root, { recursive: true })
})

/** The password of node1 in a cluster file with this reference; undefined if it is refused. */
async function passwordOf(text: string, allowReferences = false): Promise<string | undefined> {
  const file = path.join(root, 'cluster', 'cluster.yaml')
  await writeFile(
    file,
    `version: 1
name: demo
installer: {source: /nowhere, version: advanced-1.0.0, mode: multi-node}
hosts:
  - {name: master, address: 10.1.1.1, taskbox: true, roles: [master, etcd]}
  - {name: node1, address: 10.1.1.2, password: ${JSON.stringify(text.replace('ROOT', root))}, roles: [node]}
storage: {class: nfs-server}
`,
  )
  stderr = ''
  const read = await readCluster({ file, allowReferences })
  return read?.draft.hosts[1]?.password
}

const fileRef = (name: string) => `\${file:${name}}`

it.each([
  ['a variable that is not named for Taskbox', `\${env:OTHER_SECRET}`],
  ['the key of all secrets', `\${env:TASKBOX_KEY}`],
  ['a file above its folder', fileRef('../id')],
  ['a file by its whole path', fileRef('ROOT/id')],
  ['a file behind a link', fileRef('link')],
  ['a file that is too large', fileRef('large')],
  ['a device without end', fileRef('/dev/zero')],
  ['a pipe', fileRef('pipe')],
  ['its folder', fileRef('.')],
])('a cluster file reads no such secret: %s', async (_, text) => {
  expect(await passwordOf(text)).toBeUndefined()
  expect(stderr).toMatch(/hosts\[1\]\.password: error reference-refused: \S/)
})

it.each([
  [`\${env:TASKBOX_NODE1}`, 'named'],
  [fileRef('secrets/node1'), 'inside'],
  [fileRef('ROOT/cluster/secrets/node1'), 'inside'],
  [fileRef('inner'), 'inside'],
])('a cluster file reads %s', async (text, value) => {
  expect(await passwordOf(text), stderr).toBe(value)
})

it('with --allow-references any variable and file is read, except reserved variables and devices', async () => {
  expect(await passwordOf(`\${env:OTHER_SECRET}`, true), stderr).toBe('from-env')
  expect(await passwordOf(fileRef('../id'), true), stderr).toBe('outside')
  expect(await passwordOf(`\${env:TASKBOX_KEY}`, true)).toBeUndefined()
  expect(await passwordOf(fileRef('/dev/zero'), true)).toBeUndefined()
})
