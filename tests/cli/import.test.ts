import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { taskbox, testFolder } from './taskbox'

const folder = testFolder()

async function importText(text: string | Uint8Array, ...options: string[]) {
  const file = path.join(folder, 'hosts')
  await writeFile(file, text)
  const { code, stdout, stderr } = await taskbox(['import', file, ...options])
  return { code, stdout: stdout.toString(), stderr }
}

const INVENTORY = `[all]
n1 ansible_host=10.0.0.1 ansible_user=u ansible_ssh_pass=Secret-1
n2 ansible_host=10.0.0.2 ansible_ssh_pass=Sec#ret

[kube_control_plane]
n1

[bastion]
b ansible_host=198.51.100.1
`

it('lists hosts, bastion and the lines that were not understood, without passwords', async () => {
  const { code, stdout } = await importText(INVENTORY)
  expect(code).toBe(0)
  expect(stdout).toContain('2 hosts found (ansible-ini).')
  expect(stdout).toMatch(/^ {2}n1 {4}10\.0\.0\.1 {2}10\.0\.0\.1 .* u +••• +master$/m)
  expect(stdout).toContain('Bastion: root@198.51.100.1:22')
  expect(stdout).toMatch(/line 3: n2 ansible_host=10\.0\.0\.2 ansible_ssh_pass=•••\n {4}“#” starts a comment/)
  expect(stdout).not.toMatch(/Sec/)
})

it('prints JSON on one line', async () => {
  const { code, stdout } = await importText(INVENTORY, '--json')
  expect(code).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(stdout)).toMatchObject({
    format: 'ansible-ini',
    hosts: [
      { name: 'n1', user: 'u', hasPassword: true, key: null },
      { name: 'n2', hasPassword: false },
    ],
    unread: [{ line: 3 }],
    bastion: { address: '198.51.100.1', port: 22, user: 'root' },
  })
})

it('reads the UTF-16 of spreadsheets, and exits with 1 without hosts and 2 without a file', async () => {
  const table = Buffer.from('\ufeffname\tip\tpassword\nn1\t10.0.0.1\tpw\n', 'utf16le')
  expect(JSON.parse((await importText(table, '--json')).stdout)).toMatchObject({
    format: 'tsv',
    hosts: [{ name: 'n1', hasPassword: true }],
  })
  expect((await importText('Dear all,\nplease install it soon.\n')).code).toBe(1)
  const missing = await taskbox(['import', path.join(folder, 'missing')])
  expect(missing.code).toBe(2)
  expect(missing.stderr).toContain('missing')
})
