/** Root's own commands in a data folder that belongs to a service's user. */
import { stat } from 'node:fs/promises'
import { dataFolder } from '../engine'
import { translator } from '../translator'
import { printStderr } from './terminal/output'

/**
 * As root, becomes the owner of the data folder for good: what is written there from now on is his, or the service
 * could not write to it any more, and no link that he put there leads root to another file. @returns the folder as it
 * is to be named from now on: the way to it may be root's alone (`/var/lib/private`), so it becomes the working folder
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
 * The data folder for commands that also write other files, so that they cannot become its owner. Undefined, with a
 * message, where root gives the command in a folder of another user, whose links root would follow.
 */
export async function ownDataFolder(given: string | undefined): Promise<string | undefined> {
  const data = dataFolder(given)
  const owner = (await stat(data).catch(() => undefined))?.uid
  if (process.getuid?.() !== 0 || owner === undefined || owner === 0) return data
  printStderr(`taskbox: ${translator()('cli.data-foreign', { data, owner: String(owner) })}`)
  return undefined
}
