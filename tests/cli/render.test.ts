import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { practicePackageSource } from '@/server/sandbox/sources/package'
import { HOSTILE } from '../lib/ansible/inventory/hostile-passwords'
import { passwordsSeenBySsh } from '../lib/ansible/inventory/real-ansible'
import { scaled } from '../scale'
import { taskbox, testFolder } from './taskbox'

/** tests/lib/ansible/inventory/encode.test.ts covers more passwords. */
const MANY = scaled(300, 10_000)
/** Hosts per file in addition to the taskbox; the limit is 2000. */
const BATCH = 1_700
const MANY_MS = 10 * 60_000

const folder = testFolder()
const data = path.join(folder, 'data')
let fileCount = 0

interface Row {
  name: string
  password: string
}

/** A cluster file with one host per password; the first host is the local taskbox. JSON is YAML. */
function clusterFile(rows: readonly Row[], packageFolder = '/nowhere'): string {
  const hosts = rows.map(({ name, password }, index) => ({
    name,
    address: `10.${100 + (index >> 8)}.${index & 255}.9`,
    password,
    roles: ['node'],
  }))
  return JSON.stringify({
    version: 2,
    name: 'many',
    installer: { source: packageFolder, version: 'advanced-1.0.0', mode: 'multi-node' },
    hosts: [{ name: 'master', address: '10.250.0.1', taskbox: true, roles: ['master', 'etcd'] }, ...hosts],
    network: { serviceCidr: '192.168.0.0/16', podCidr: '172.16.0.0/12' },
    storage: { class: 'nfs-server' },
  })
}

async function render(text: string, output: string) {
  fileCount += 1
  const file = path.join(folder, `cluster-${fileCount}.yaml`)
  await writeFile(file, text, { mode: 0o600 })
  return taskbox(['render', '-f', file, '-o', output, '--data', data])
}

describe('render', () => {
  it("writes both files with mode 0600, based on the package's vars.yml", async () => {
    const ownFolder = path.join(folder, 'own')
    await mkdir(path.join(ownFolder, 'conf'), { recursive: true })
    const vars = await readFile(path.join(practicePackageSource('1.0.0'), 'conf/vars.yml'), 'utf8')
    await writeFile(
      path.join(ownFolder, 'conf/vars.yml'),
      `# ours, and nobody else's\n${vars}\nours: "kept"  # too\n`,
    )
    const output = path.join(folder, 'out', 'deep')
    const { code, stdout, stderr } = await render(
      clusterFile([{ name: 'node1', password: 'secret' }], ownFolder),
      output,
    )
    expect({ code, stdout: stdout.toString() }, stderr).toEqual({ code: 0, stdout: '' })
    for (const name of ['hosts.ini', 'vars.yml'])
      expect((await stat(path.join(output, name))).mode & 0o777, name).toBe(0o600)
    const rendered = await readFile(path.join(output, 'vars.yml'), 'utf8')
    expect(rendered).toMatch(/^# ours, and nobody else's\n/)
    expect(rendered).toMatch(/\nours: "kept" {2}# too\n$/)
    expect(rendered).toMatch(/^kube_service_addresses: 192\.168\.0\.0\/16/m)
    expect(await readFile(path.join(ownFolder, 'conf/vars.yml'), 'utf8')).toContain('10.233.0.0/18')
  })

  it("uses the release's vars.yml if the package cannot be read", async () => {
    const output = path.join(folder, 'release')
    const { code, stderr } = await render(clusterFile([{ name: 'node1', password: 'secret' }]), output)
    expect(code, stderr).toBe(0)
    expect(await readFile(path.join(output, 'vars.yml'), 'utf8')).toMatch(
      /^kube_pods_subnet: 172\.16\.0\.0\/12/m,
    )
  })

  it('rejects an invalid vars.yml of the package, and writes nothing', async () => {
    const broken = path.join(folder, 'broken')
    await mkdir(path.join(broken, 'conf'), { recursive: true })
    await writeFile(path.join(broken, 'conf/vars.yml'), 'a: [\n')
    const output = path.join(folder, 'never')
    const { code, stderr } = await render(
      clusterFile([{ name: 'node1', password: 'secret' }], broken),
      output,
    )
    expect(code).toBe(2)
    expect(stderr).toContain('vars.yml')
    await expect(stat(output)).rejects.toThrow()
  })
})

/** Arbitrary text, rich in characters that are special in INI, YAML, Jinja or shell. */
const part = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }) },
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE) },
)
const password = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))

/** ssh and sudo read one line, so a password cannot contain these characters. */
const REPRESENTABLE = /^[^\n\r\0]+$/

describe('passwords in rendered files', () => {
  it(
    `reach Ansible unchanged: ${MANY} of them`,
    async () => {
      const representable = [
        ...HOSTILE,
        ...fc.sample(
          password.filter((text) => REPRESENTABLE.test(text)),
          MANY - HOSTILE.length,
        ),
      ]
      for (let from = 0; from < MANY; from += BATCH) {
        const rows = representable
          .slice(from, from + BATCH)
          .map((text, index) => ({ name: `n${index}`, password: text }))
        const output = path.join(folder, `from-${from}`)
        const { code, stderr } = await render(clusterFile(rows), output)
        expect(code, stderr.slice(0, 4000)).toBe(0)
        const got = passwordsSeenBySsh(await readFile(path.join(output, 'hosts.ini'), 'utf8'))
        const { master, ...others } = Object.fromEntries(
          Object.entries(got).map(([name, { ssh }]) => [name, ssh]),
        )
        expect(master).toBeNull()
        expect(others).toEqual(Object.fromEntries(rows.map((row) => [row.name, row.password])))
      }
    },
    MANY_MS,
  )

  it('are rejected by path if hosts.ini cannot represent them, all in one run', async () => {
    const bad = ['a\nb', 'a\rb', 'a\0b', '\n', 'x'.repeat(5000)]
    const rows = [
      { name: 'fine', password: 'fine' },
      ...bad.map((text, index) => ({ name: `bad${index}`, password: text })),
    ]
    const output = path.join(folder, 'refused')
    const { code, stdout, stderr } = await render(clusterFile(rows), output)
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 2, stdout: '' })
    for (const [index] of bad.entries())
      expect(stderr).toMatch(new RegExp(`:1: hosts\\[${index + 2}\\]\\.password: error [a-z-]+: `))
    expect(stderr).not.toContain('hosts[1]')
    await expect(stat(output)).rejects.toThrow()
  })
})
