/** Private keys for Ansible: one file per host in a folder next to the inventory. Files get mode 0600, the folder 0700. */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { PrivateKeyFile } from '../installer'

/** The absolute path of a host's key. Host names are safe as file names. @param folder relative to the source */
export function privateKeyPath({ installer }: Cluster, folder: string, { name }: Host): string {
  return `${installer.source.replace(/(?<!\/)\/+$/, '')}/${folder}/${name}`
}

/** The private keys in the inventory. The writer removes the passphrase, since Ansible's ssh cannot prompt for it. */
export function privateKeyFiles(cluster: Cluster, folder: string): PrivateKeyFile[] {
  const sshHosts =
    cluster.installer.mode === 'all-in-one' ? [] : cluster.hosts.filter(({ taskbox }) => !taskbox)
  return sshHosts.flatMap(({ name, login: { privateKey, passphrase } }) => {
    if (!privateKey) return []
    const text = privateKey.endsWith('\n') ? privateKey : `${privateKey}\n`
    const file = { path: `${folder}/${name}`, text, secrets: [{ start: 0, end: text.length }] }
    return [passphrase ? { ...file, passphrase } : file]
  })
}
