/** Before the installer starts: its files, rendered over the package's own and written beside dated backups. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Installer, PrivateKeyFile, RenderedFile } from '@/lib/installers/installer'
import { type Machine, MachineFailure } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { assertInsidePackage } from './package-boundary'
import { readExistingFiles, renderFiles, writeFiles } from './write-files'

const KEY_TIMEOUT_MS = 15_000

/** @returns the files as they were written */
export async function writeInstallerFiles(
  machine: Machine,
  cluster: Cluster,
  installer: Installer,
): Promise<RenderedFile[]> {
  const folder = cluster.installer.package
  const present = await readExistingFiles(machine, folder, installer)
  const keys = installer.keyFiles(cluster)
  await assertInsidePackage(
    machine,
    folder,
    keys.map(({ path }) => path),
  )
  const files = renderFiles(installer, cluster, present)
  await writeFiles(machine, folder, files, new Date())
  for (const key of keys) await writeKey(machine, folder, key)
  return files
}

/** A key needs no backup: it is this product's own file. Ansible's ssh can ask nobody, so a locked one is unlocked. */
async function writeKey(machine: Machine, folder: string, key: PrivateKeyFile): Promise<void> {
  const path = `${folder}/${key.path}`
  await machine.exec(`umask 077; mkdir -p -- "$(dirname -- ${quote(path)})"`, {
    deadlineMs: KEY_TIMEOUT_MS,
  })
  await machine.writeFile(path, key.text, { mode: 0o600, deadlineMs: KEY_TIMEOUT_MS })
  if (key.passphrase === undefined) return
  const command = `ssh-keygen -q -p -N '' -f ${quote(path)}`
  const { code } = await machine.exec(command, { input: `${key.passphrase}\n`, deadlineMs: KEY_TIMEOUT_MS })
  if (code !== 0) throw new MachineFailure('auth', { machine: machine.label, reason: 'passphraseWrong' })
}
