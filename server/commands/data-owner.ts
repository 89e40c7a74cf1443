/** Root's own commands in a data folder that belongs to a service's user. */
import { stat } from 'node:fs/promises'

/**
 * As root, becomes the owner of the data folder for good: what is written there from now on is his, or the service
 * could not write to it any more, and no link that he put there leads root to another file. @returns the folder as it
 * is to be named from now on: the way to it may be root's alone (`/var/lib/private`), so it becomes the working folder
 */
export async function asOwnerOf(folder: string): Promise<string> {
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
