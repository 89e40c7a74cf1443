/**
 * Writes a command's output files, possibly as root into a folder that other users can write to. The files get mode 0600,
 * and symlinks are neither followed nor replaced.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { MachineFailure } from '../machine/machine'

/** Text of each file, by path in the folder, such as `hosts.ini` or `group_vars/all/taskbox.yml`. */
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
    for (const path of files.keys()) await refuseLinks(absolute, path)
    for (const [path, text] of files) await writeBelow(absolute, path, text)
  } finally {
    process.chdir(previousFolder)
  }
}

/** Refuses links of other users in the folder's path: they can point anywhere. */
async function refuseForeignLinks(folder: string): Promise<void> {
  for (let path = folder; path !== dirname(path); path = dirname(path)) {
    const entry = await lstat(path)
    if (entry.isSymbolicLink() && !isTrustedOwner(entry.uid)) throw linkFailure(path)
  }
  const [working, named] = await Promise.all([stat('.'), stat(folder)])
  if (working.dev !== named.dev || working.ino !== named.ino) throw linkFailure(folder)
}

/** Refuses a file that is a link, or is in a link or another user's folder: nothing is written then. */
async function refuseLinks(folder: string, path: string): Promise<void> {
  const parts = path.split('/')
  for (const index of parts.keys()) {
    const name = parts.slice(0, index + 1).join('/')
    const entry = await lstat(name).catch(() => undefined)
    const isForeign = index < parts.length - 1 && entry !== undefined && !isTrustedOwner(entry.uid)
    if (entry?.isSymbolicLink() || isForeign) throw linkFailure(join(folder, name))
  }
}

/** Enters the folders of the file one by one, since another user may have replaced one after `refuseLinks`. */
async function writeBelow(folder: string, path: string, text: string): Promise<void> {
  const parts = path.split('/')
  const name = parts.pop() ?? ''
  try {
    for (const part of parts) await enterFolder(part, join(folder, path))
    await replaceFile(name, text)
  } finally {
    process.chdir(folder)
  }
  await refuseForeignLinks(folder)
}

/** Creates a folder if it is missing. It must belong to root or the user, and be the one that was examined. */
async function enterFolder(name: string, path: string): Promise<void> {
  await mkdir(name, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const entry = await lstat(name)
  if (!entry.isDirectory() || !isTrustedOwner(entry.uid)) throw linkFailure(path)
  process.chdir(name)
  const entered = await stat('.')
  if (entered.dev !== entry.dev || entered.ino !== entry.ino) throw linkFailure(path)
}

const isTrustedOwner = (uid: number): boolean => uid === 0 || uid === process.getuid?.()

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
