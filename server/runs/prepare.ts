/** Before the installer starts: its files, rendered over the package's own and written beside dated backups. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Installer } from '@/lib/installers/installer'
import type { Machine } from '../machine/machine'
import { readPresent, type Written, writeFiles } from './write-files'

export async function prepare(machine: Machine, cluster: Cluster, installer: Installer): Promise<Written[]> {
  const folder = cluster.installer.package
  const present = await readPresent(machine, folder, installer.files)
  return writeFiles(machine, folder, installer.render(cluster, present), new Date())
}
