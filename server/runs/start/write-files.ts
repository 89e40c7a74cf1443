/**
 * Renders the installer's files and writes them into the package: only files that differ, atomically, with mode 0600 and
 * a dated backup of the old file.
 */
import { isUtf8 } from 'node:buffer'
import { dirname } from 'node:path/posix'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Installer, PrivateKeyFile, RenderedFile } from '@/lib/installers/installer'
import { VarsProblem } from '@/lib/installers/vars-problem'
import { type Machine, MachineFailure } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { RequestFailure } from '../../request-failure'
import { assertInsidePackage } from './package-boundary'

const FILE_TIMEOUT_MS = 20_000
const KEY_TIMEOUT_MS = 15_000

export interface WrittenFile {
  path: string
  /** Path of the old file's backup; absent for a new file. */
  backup?: string
}

/** Renders the files over the package's existing ones and writes them and the key files. @returns the written files */
export async function writeInstallerFiles(
  machine: Machine,
  cluster: Cluster,
  installer: Installer,
): Promise<RenderedFile[]> {
  const folder = cluster.installer.source
  const existing = await readExistingFiles(machine, folder, existingFilesOf(installer, cluster))
  const keys = installer.privateKeyFiles(cluster)
  await assertInsidePackage(machine, folder, [...keys.map(({ path }) => path), ...installer.copies])
  const files = renderFiles(installer, cluster, existing)
  await writeFiles(machine, folder, files, new Date())
  for (const key of keys) await writeKey(machine, folder, key)
  await restrictCopies(machine, folder, installer.copies)
  return files
}

/** Makes existing copies private before the scripts write secrets into them: `cp` keeps the mode of an existing file. */
async function restrictCopies(machine: Machine, folder: string, copies: readonly string[]): Promise<void> {
  const paths = copies.map((path) => quote(`${folder}/${path}`)).join(' ')
  await run(machine, `for copy in ${paths}; do [ ! -f "$copy" ] || chmod 600 -- "$copy"; done`)
}

/** Writes the files whose contents differ, and returns them. Throws `package-link-outside` or a MachineFailure. */
export async function writeFiles(
  machine: Machine,
  folder: string,
  files: readonly RenderedFile[],
  now: Date,
): Promise<WrittenFile[]> {
  await assertInsidePackage(
    machine,
    folder,
    files.map(({ path }) => path),
  )
  const written: WrittenFile[] = []
  for (const file of files) {
    const path = `${folder}/${file.path}`
    const existing = await machine.readFile(path, { deadlineMs: FILE_TIMEOUT_MS })
    if (existing?.toString('utf8') === file.text) {
      // The file contains secrets even if Taskbox did not write it.
      await run(machine, `chmod 600 -- ${quote(path)}`)
      continue
    }
    const backup = existing && (await unusedBackupName(machine, `${path}.${timestamp(now)}`))
    if (backup) await machine.writeFile(backup, existing, { mode: 0o600, deadlineMs: FILE_TIMEOUT_MS })
    await createFolder(machine, dirname(path))
    await machine.writeFile(path, file.text, { mode: 0o600, deadlineMs: FILE_TIMEOUT_MS })
    written.push(backup ? { path, backup } : { path })
  }
  return written
}

/** Renders the files over the existing ones. Throws `vars-unreadable` if an existing file cannot be parsed. */
export function renderFiles(
  installer: Installer,
  cluster: Cluster,
  existing: ReadonlyMap<string, string>,
): RenderedFile[] {
  try {
    return installer.render(cluster, existing)
  } catch (error) {
    if (error instanceof VarsProblem) throw new RequestFailure('vars-unreadable', varsFacts(error))
    throw error
  }
}

/** ICU select keys cannot contain a dash. */
function varsFacts({ code, line, reason, file }: VarsProblem): Record<string, string | number> {
  return { problem: code.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()), line, reason, file }
}

interface ExistingFiles {
  files: readonly string[]
  editedFiles: readonly string[]
}

/** The files of a package that an installer edits or replaces for a cluster. */
export function existingFilesOf({ files, editedFiles }: Installer, cluster: Cluster): ExistingFiles {
  return { files: files(cluster), editedFiles }
}

/**
 * Reads the package's existing files, to render over them and to show the difference. Throws `vars-unreadable` if a file
 * that is edited in place is not UTF-8, since writing it back would corrupt it. Throws `package-link-outside` if a link
 * leads out of the package.
 */
export async function readExistingFiles(
  machine: Machine,
  folder: string,
  { files, editedFiles }: ExistingFiles,
): Promise<Map<string, string>> {
  await assertInsidePackage(machine, folder, files)
  const contents = await Promise.all(
    files.map(async (path) => {
      const bytes = await machine.readFile(`${folder}/${path}`, { deadlineMs: FILE_TIMEOUT_MS })
      if (bytes && editedFiles.includes(path)) requireUtf8(path, bytes)
      return [path, bytes?.toString('utf8')] as const
    }),
  )
  return new Map(contents.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])))
}

function requireUtf8(path: string, bytes: Buffer): void {
  if (isUtf8(bytes)) return
  const at = firstInvalidByte(bytes)
  const line = bytes.subarray(0, at).toString('latin1').split('\n').length
  const byte = `0x${(bytes[at] ?? 0).toString(16).padStart(2, '0').toUpperCase()}`
  throw new RequestFailure('vars-unreadable', varsFacts(new VarsProblem('not-utf8', line, byte, path)))
}

/** The first byte that does not survive decoding and encoding. */
function firstInvalidByte(bytes: Buffer): number {
  const reencoded = Buffer.from(bytes.toString('utf8'))
  return bytes.findIndex((byte, at) => byte !== reencoded[at])
}

/** Writes a private key without a backup, since Taskbox owns it. Removes its passphrase: Ansible's ssh cannot prompt. */
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

async function createFolder(machine: Machine, folder: string): Promise<void> {
  await run(machine, `umask 077; mkdir -p -- ${quote(folder)}`)
}

/** Never overwrites a backup: appends a number if this second already has one. */
async function unusedBackupName(machine: Machine, start: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${start}.bak` : `${start}-${number}.bak`
    if ((await run(machine, `[ -e ${quote(name)} ] || [ -L ${quote(name)} ]`)) !== 0) return name
  }
}

async function run(machine: Machine, command: string): Promise<number> {
  return (await machine.exec(command, { deadlineMs: FILE_TIMEOUT_MS })).code
}

/** `20260131T235959`: sorts by time and needs no quoting. */
function timestamp(now: Date): string {
  return now.toISOString().replace(/[-:]/g, '').slice(0, 15)
}
