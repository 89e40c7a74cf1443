/** Drops root privileges for a data folder that belongs to a service's user. */
import { stat } from 'node:fs/promises'
import { dataFolder } from '../engine'
import { translator } from '../translator'
import { printStderr } from './terminal/output'

/**
 * As root, becomes the owner of the data folder permanently. The service can then write the new files, and a link that its
 * user placed there cannot lead root to another file.
 * @returns the folder's new path: only root may be able to traverse its parents (`/var/lib/private`), so the folder
 *   becomes the working directory
 */
export async function becomeOwnerOf(folder: string): Promise<string> {
  const { getuid, setgroups, setgid, setuid } = process
  if (getuid?.() !== 0 || !setgroups || !setgid || !setuid) return folder
  const owner = await stat(folder).catch(() => undefined)
  if (!owner || owner.uid === 0) return folder
  process.chdir(folder)
  setgroups([owner.gid])
  setgid(owner.gid)
  setuid(owner.uid)
  return '.'
}

/**
 * The data folder for commands that also write other files and therefore cannot become its owner. Prints a message and
 * returns undefined if root uses another user's folder, because root would follow that user's links.
 */
export async function ownDataFolder(option: string | undefined): Promise<string | undefined> {
  const data = dataFolder(option)
  const owner = (await stat(data).catch(() => undefined))?.uid
  if (process.getuid?.() !== 0 || owner === undefined || owner === 0) return data
  printStderr(`taskbox: ${translator()('cli.data-foreign', { data, owner: String(owner) })}`)
  return undefined
}
