import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { taskbox, testFolder } from './taskbox'

const folder = testFolder()
const data = path.join(folder, 'data')
let files = 0

async function fileOf(text: string): Promise<string> {
  files += 1
  const file = path.join(folder, `cluster-${files}.yaml`)
  await writeFile(file, text, { mode: 0o600 })
  return file
}

const INVALID_FILE = `version: 1
name: demo
installer:
  {package: /opt/kubesphere-all-advanced-1.0.0, release: advanced-1.0.0,
  mode: multi-node}
colour: blue
hosts:
  - name: Master
    address: 10.1.1.1
    taskbox: true
    roles: [master, etcd]
  - name: node1
    address: 10.1.1.2
    port: many
    password: \${env:TASKBOX_NOT_THERE}
    roles: [node]
  - name: node1
    address: 10.1.1.3
    ip: 10.1.1.999
    password: \${file:none.txt}
    roles: [node]
    nmae: x
network:
  serviceCidr: 10.233.0.0/18
  podCidr: 10.233.0.0/16
storage: {class: local}
addons: {harbor: {enabled: [yes]}}
accept: [cpu, nothing]
`

/** Line, path and code of each error. */
const ERRORS = [
  '6: colour: error key-unknown',
  '8: hosts[0].name: error host-name-invalid',
  '14: hosts[1].port: error port-invalid',
  '15: hosts[1].password: error reference-unresolved',
  '17: hosts[2].name: error host-name-duplicate',
  '19: hosts[2].ip: error ip-invalid',
  '20: hosts[2].password: error reference-unresolved',
  '22: hosts[2].nmae: error key-unknown',
  '25: network.podCidr: error networks-overlap',
  '26: storage.class: error storage-class-mode',
  '27: addons.harbor.enabled: error type-wrong',
  '28: accept[1].check: error waiver-unknown',
]

describe.each([
  ['check', ['--json']],
  ['install', ['--json', '--accept-host-keys']],
  ['render', ['-o', path.join(folder, 'rendered')]],
])('%s of a file with many errors', (command, flags) => {
  it('prints all errors with line, path, code and remedy, and changes nothing', async () => {
    const file = await fileOf(INVALID_FILE)
    const { code, stdout, stderr } = await taskbox([command, '-f', file, '--data', data, ...flags])
    expect(code).toBe(2)
    expect(stdout.toString()).toBe('')
    const messages = stderr.trim().split('\n')
    expect(messages.map((line) => line.replace(`${file}:`, '').split(': ').slice(0, 3).join(': '))).toEqual(
      ERRORS,
    )
    for (const line of messages) expect(line).toMatch(/^.*: .*: error [a-z-]+: \S.*[.”…]$/)
    expect(existsSync(data), 'a data folder').toBe(false)
    expect(existsSync(path.join(folder, 'rendered')), 'rendered files').toBe(false)
  })
})

describe('a file that cannot be parsed', () => {
  it.each([
    ['does not exist', 'none.yaml', /none\.yaml.*ENOENT/],
    ['is a folder', '.', /EISDIR/],
  ])('%s', async (_, file, messages) => {
    const { code, stdout, stderr } = await taskbox(['check', '-f', file, '--data', data], { cwd: folder })
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(messages)
  })

  it.each([
    ['no YAML', 'a: [', ':1: - error file-syntax'],
    ['no mapping', '- a', ':1: - error'],
    ['nothing', '', ':1: version: error file-version'],
    ['a later version', 'version: 9\nhosts: 5', ':1: version: error file-version'],
    ['a version that is a list', 'version: [1]', ':1: version: error file-version'],
    ['binary', '\u0000\u0001\u0002', 'error file-syntax'],
  ])('%s', async (_, text, messages) => {
    const file = await fileOf(text)
    const { code, stdout, stderr } = await taskbox(['check', '-f', file, '--data', data])
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 2, stdout: '' })
    expect(stderr.replaceAll(': -: ', ': - ')).toContain(messages)
  })
})

describe('a secret', () => {
  const REFERENCES = `version: 2
name: demo
installer: {source: /nowhere, version: advanced-1.0.0, mode: multi-node}
hosts:
  - {name: master, address: 10.1.1.1, taskbox: true, roles: [master, etcd]}
  - {name: node1, address: 10.1.1.2, password: "\${env:TASKBOX_NODE1}", roles: [node]}
  - {name: node2, address: 10.1.1.3, password: "\${file:secrets/node2}", roles: [node]}
storage: {class: nfs-server}
`

  it('can be in the environment or in a file next to the cluster file', async () => {
    const file = await fileOf(REFERENCES)
    const output = path.join(folder, 'references')
    const render = ['render', '-f', file, '-o', output, '--data', data]
    const none = await taskbox(render)
    expect(none.code).toBe(2)
    expect(none.stderr).toMatch(/hosts\[1\]\.password: error reference-unresolved: .*TASKBOX_NODE1/)
    expect(none.stderr).toMatch(/hosts\[2\]\.password: error reference-unresolved: .*secrets\/node2/)
    await mkdir(path.join(folder, 'secrets'))
    await writeFile(path.join(folder, 'secrets/node2'), 'from-file\n', { mode: 0o600 })
    const { code, stderr } = await taskbox(render, { env: { TASKBOX_NODE1: 'from-env' } })
    expect(code, stderr).toBe(0)
    const inventory = await readFile(path.join(output, 'hosts.ini'), 'utf8')
    expect(inventory).toMatch(/^node1 .*ansible_ssh_pass=from-env$/m)
    expect(inventory).toMatch(/^node2 .*ansible_ssh_pass=from-file$/m)
  })

  it('is not printed when it is invalid', async () => {
    const secret = 'MARKED\nsecond line'
    const file = await fileOf(REFERENCES)
    const { code, stderr, stdout } = await taskbox(['check', '-f', file, '--data', data], {
      env: { TASKBOX_NODE1: secret },
    })
    expect(code).toBe(2)
    expect(stderr).toContain('hosts[1].password: error ')
    expect(stderr + stdout.toString()).not.toMatch(/MARKED|second line/)
  })
})

describe('a usage error', () => {
  it.each([
    [['check']],
    [['install', '-f']],
    [['render', '-f', 'x']],
    [['check', '-f', 'x', '--only', 'nonsense']],
    [['install', '-f', 'x', '--accept', 'cpu,nonsense']],
    [['frobnicate']],
    [['check', '--nonsense']],
  ])('exits with 2: %s', async (args) => {
    const { code, stdout, stderr } = await taskbox([...args, '--data', data], { cwd: folder })
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/error: |taskbox: /)
  })

  it('prints the help on standard output with --help', async () => {
    const { code, stdout, stderr } = await taskbox(['install', '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.toString()).toContain('--accept-host-keys')
  })
})

describe('an unknown run', () => {
  it.each([['attach'], ['stop']])('is reported by %s, and no file is created', async (command) => {
    const { code, stdout, stderr } = await taskbox([command, 'none', '--json', '--data', data])
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('Run none does not exist in')
    expect(await readdir(folder)).not.toContain('data')
  })

  it('does not appear in the list', async () => {
    const { code, stdout } = await taskbox(['runs', '--json', '--data', data])
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 0, stdout: '[]\n' })
  })
})
