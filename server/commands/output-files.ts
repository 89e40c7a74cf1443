/**
 * Writes a command's output files, possibly as root into a folder that other users can write to. The files get mode 0600,
 * and symlinks are neither followed nor replaced.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { MachineFailure } from '../machine/machine'

/** Text of each file, by name in the folder. */
export type OutputFiles = ReadonlyMap<string, string>

/**
 * Writes the files into an existing folder. Throws `file-access` with reason `link` if a file is a link, or if the
 * folder's path contains a link of another user.
 */
export async function writeOutputFiles(folder: string, files: OutputFiles): Promise<void> {
  const previousFolder = process.cwd()
  const absolute = resolve(folder)
  // Use names relative to the open folder, because another user may replace parts of its path.
  process.chdir(absolute)
  try {
    await refuseForeignLinks(absolute)
    for (const name of files.keys()) await refuseLink(name, join(absolute, name))
    for (const [name, text] of files) await replaceFile(name, text)
  } finally {
    process.chdir(previousFolder)
  }
}

/** Refuses links of other users in the folder's path: they can point anywhere. */
async function refuseForeignLinks(folder: string): Promise<void> {
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    const entry = await lstat(path)
    if (entry.isSymbolicLink() && entry.uid !== 0 && entry.uid !== process.getuid?.()) throw linkFailure(path)
  }
  const [working, named] = await Promise.all([stat('.'), stat(folder)])
  if (working.dev !== named.dev || working.ino !== named.ino) throw linkFailure(folder)
}

async function refuseLink(name: string, path: string): Promise<void> {
  const entry = await lstat(name).catch(() => undefined)
  if (entry?.isSymbolicLink()) throw linkFailure(path)
}

async function replaceFile(name: string, text: string): Promise<void> {
  const temporary = `.${name}.${randomBytes(6).toString('hex')}`
  const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
    await rename(temporary, name)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

function linkFailure(path: string): MachineFailure {
  return new MachineFailure('file-access', { machine: 'local', path, action: 'write', reason: 'link' })
}
