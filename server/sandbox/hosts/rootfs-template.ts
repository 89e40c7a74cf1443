/** Writes the files that hosts of a new sandbox start with: names, accounts, identities. */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { accountFiles, hashPasswords, shadowFile } from './accounts'
import type { HostPlan } from './host'

function hostsFile(plans: readonly HostPlan[]): string {
  const peers = plans.map(({ address, name }) => `${address} ${name}`)
  return ['127.0.0.1 localhost', '::1 localhost ip6-localhost ip6-loopback', ...peers, ''].join('\n')
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true, mode: 0o755 })
    await writeFile(file, content, { mode: name.endsWith('shadow') ? 0o600 : 0o644 })
  }
}

/** Writes the accounts that all hosts share. @param root the sandbox's folder in this process's mount namespace */
export async function writeSharedTemplate(root: string): Promise<void> {
  const { passwd, group } = await accountFiles()
  await writeFiles(root, { 'etc/passwd': passwd, 'etc/group': group })
}

/** Writes the initial files of each host, and the list of hosts to start. @param root as for `writeSharedTemplate` */
export async function writeHostTemplates(root: string, plans: readonly HostPlan[]): Promise<void> {
  const { passwd } = await accountFiles()
  const hashes = await hashPasswords(plans.flatMap(({ password, sudoPassword }) => [password, sudoPassword]))
  await writeFiles(root, {
    'hosts.list': plans.map(({ name, address, init }) => `${name} ${address} ${init}\n`).join(''),
  })
  await Promise.all(
    plans.map(({ name }, index) =>
      writeFiles(path.join(root, 'template', name), {
        'etc/hostname': `${name}\n`,
        'etc/hosts': hostsFile(plans),
        'etc/machine-id': `${randomBytes(16).toString('hex')}\n`,
        'etc/practice/product_uuid': `${randomUUID()}\n`,
        'etc/shadow': shadowFile(passwd, hashes[2 * index] ?? '*', hashes[2 * index + 1] ?? '*'),
      }),
    ),
  )
}
