/** Canary secrets on practice hosts: a password of root, a sudo user's, and a key with its passphrase. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { sandboxCluster } from '@/server/sandbox/cluster'
import type { SandboxHost } from '@/server/sandbox/sandbox'
import type { LabSandbox } from '../../lab/sandbox'

/** Canary secrets, with characters that each encoding escapes differently. */
export const CANARIES = {
  "root's password": 'Mk8Qz4TvRoot "q\'s$& %/+<7Yw2Xr9Lp',
  "a sudo user's password": 'Mk3Hs6NdSudo \'s"q&$ /%+>5Bt1Vc8Jm',
  'a passphrase': 'Mk5Wf2KgPhrase `p$(id)& "4Zx7Cb3Nq',
  'what was typed and not used': 'Mk9Dy1LsTyped &amp;"\'%2F$ 6Rk4Ps8Gt',
}

export async function setPassword(host: SandboxHost, user: string, password: string): Promise<void> {
  const { exitCode, stderr } = await host.exec('chpasswd', { input: `${user}:${password}\n` })
  if (exitCode !== 0) throw new Error(`chpasswd: ${stderr}`)
}

/** Authorizes a key for root, encrypted by the canary passphrase. @param folder of the key's files @returns the key */
export async function authorizeKey(host: SandboxHost, folder: string): Promise<string> {
  const file = path.join(folder, 'id_ed25519')
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', CANARIES['a passphrase'], '-f', file])
  const input = await readFile(`${file}.pub`, 'utf8')
  await host.exec('mkdir -p -m 700 /root/.ssh && cat >/root/.ssh/authorized_keys', { input })
  return readFile(file, 'utf8')
}

/** The canaries, plus a line of the encrypted part of the key, since earlier lines contain the public key. */
export const canariesWith = (privateKey: string): Record<string, string> => ({
  ...CANARIES,
  'a private key': privateKey.split('\n')[4] ?? '',
})

/** A cluster file with three hosts: root by password, an encrypted key, and a user with sudo. */
export function clusterWithCanaries(sandbox: LabSandbox, packageFolder: string, privateKey: string): string {
  const plain = sandboxCluster(sandbox, packageFolder)
  const password = CANARIES["root's password"]
  const hosts = plain.hosts.map(({ password: _, ...host }, index) => {
    if (index === 0) return { ...host, password }
    if (index === 1) return { ...host, privateKey, passphrase: CANARIES['a passphrase'] }
    const sudo = CANARIES["a sudo user's password"]
    return { ...host, user: 'ubuntu', password: sudo, sudoPassword: sudo }
  })
  return JSON.stringify({ ...plain, taskbox: { ...plain.taskbox, password }, hosts })
}
