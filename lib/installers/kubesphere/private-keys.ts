/**
 * Private keys that Ansible logs in with, one file a host in a folder beside the inventory. Every file that is rendered
 * gets mode 0600; the folder 0700.
 */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { PrivateKeyFile } from '../installer'

export const PRIVATE_KEY_FOLDER = 'conf/.taskbox-keys'

/** Where a host's key lies, relative to the package. Host names are plain file names. */
export function privateKeyPath({ name }: Host): string {
  return `${PRIVATE_KEY_FOLDER}/${name}`
}

/**
 * The key files that hosts.ini names. One that a passphrase locks comes with it: Ansible's ssh asks nobody, so whoever
 * writes the file must unlock it there.
 */
export function privateKeyFiles(cluster: Cluster): PrivateKeyFile[] {
  const sshHosts =
    cluster.installer.mode === 'all-in-one' ? [] : cluster.hosts.filter(({ taskbox }) => !taskbox)
  return sshHosts.flatMap((host) => {
    const { privateKey, passphrase } = host.login
    if (!privateKey) return []
    const text = privateKey.endsWith('\n') ? privateKey : `${privateKey}\n`
    const file = { path: privateKeyPath(host), text, secrets: [{ start: 0, end: text.length }] }
    return [passphrase ? { ...file, passphrase } : file]
  })
}
