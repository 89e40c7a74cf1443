/** Private keys for Ansible: one file per host in a folder next to the inventory. Files get mode 0600, the folder 0700. */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { PrivateKeyFile } from '../installer'

export const PRIVATE_KEY_FOLDER = 'conf/.taskbox-keys'

/** The path of a host's key, relative to the package folder. Host names are safe as file names. */
export function privateKeyPath({ name }: Host): string {
  return `${PRIVATE_KEY_FOLDER}/${name}`
}

/** The private keys in hosts.ini. The writer removes the passphrase, since Ansible's ssh cannot prompt for it. */
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
