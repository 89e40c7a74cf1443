/**
 * Files that a command writes where it is told to, perhaps as root and in a folder that other users may write to. They
 * belong to the command's user, mode 0600, and never replace or follow a link.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { MachineFailure } from '../machine/machine'

/** Name of each file in the folder, and its text. */
export type OutputFiles = ReadonlyMap<string, string>

/**
 * Writes the files into an existing folder. Throws `file-access` with reason `link` where a file, or the folder by
 * another user's doing, is a link.
 */
export async function writeOutputFiles(folder: string, files: OutputFiles): Promise<void> {
  const before = process.cwd()
  const whole = resolve(folder)
  // From here on names count from the folder itself, whatever somebody puts in the place of its path.
  process.chdir(whole)
  try {
    await refuseForeignLinks(whole)
    for (const name of files.keys()) await refuseLink(name, join(whole, name))
    for (const [name, text] of files) await replace(name, text)
  } finally {
    process.chdir(before)
  }
}

/** A link on the way that another user made may lead anywhere. */
async function refuseForeignLinks(folder: string): Promise<void> {
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    const entry = await lstat(path)
    if (entry.isSymbolicLink() && entry.uid !== 0 && entry.uid !== process.getuid?.()) throw linkFailure(path)
  }
  const [here, there] = await Promise.all([stat('.'), stat(folder)])
  if (here.dev !== there.dev || here.ino !== there.ino) throw linkFailure(folder)
}

async function refuseLink(name: string, path: string): Promise<void> {
  const entry = await lstat(name).catch(() => undefined)
  if (entry?.isSymbolicLink()) throw linkFailure(path)
}

async function replace(name: string, text: string): Promise<void> {
  const part = `.${name}.${randomBytes(6).toString('hex')}`
  const file = await open(part, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
    await rename(part, name)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

function linkFailure(path: string): MachineFailure {
  return new MachineFailure('file-access', { machine: 'local', path, action: 'write', reason: 'link' })
}
