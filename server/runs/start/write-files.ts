/**
 * Writes the rendered files into the package: only those that differ, the old one kept beside as a dated backup,
 * mode 0600, by rename.
 */
import { isUtf8 } from 'node:buffer'
import { dirname } from 'node:path/posix'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Installer, RenderedFile } from '@/lib/installers/installer'
import { VarsProblem } from '@/lib/installers/kubesphere/vars/problem'
import type { Machine } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { RequestFailure } from '../../request-failure'
import { assertInsidePackage } from './package-boundary'

const FILE_TIMEOUT_MS = 20_000

export interface WrittenFile {
  path: string
  /** Where the old file was kept; absent where there was none. */
  backup?: string
}

/** Returns what was written; files that already say the same are left alone. */
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
    const present = await machine.readFile(path, { deadlineMs: FILE_TIMEOUT_MS })
    if (present?.toString('utf8') === file.text) {
      // It holds the same secrets, whoever wrote it.
      await run(machine, `chmod 600 -- ${quote(path)}`)
      continue
    }
    const backup = present && (await unusedBackupName(machine, `${path}.${timestamp(now)}`))
    if (backup) await machine.writeFile(backup, present, { mode: 0o600, deadlineMs: FILE_TIMEOUT_MS })
    await createFolder(machine, dirname(path))
    await machine.writeFile(path, file.text, { mode: 0o600, deadlineMs: FILE_TIMEOUT_MS })
    written.push(backup ? { path, backup } : { path })
  }
  return written
}

/** Renders, and says in closed words where the package's present file cannot be understood. */
export function renderFiles(
  installer: Installer,
  cluster: Cluster,
  present: ReadonlyMap<string, string>,
): RenderedFile[] {
  try {
    return installer.render(cluster, present)
  } catch (error) {
    if (error instanceof VarsProblem) throw new RequestFailure('vars-unreadable', varsFacts(error))
    throw error
  }
}

/** The message format knows no dash in what it selects by. */
function varsFacts({ code, line, reason }: VarsProblem): { code: string; line: number; reason: string } {
  return { code: code.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()), line, reason }
}

/**
 * The package's present files, for rendering over them and for showing the difference. Throws `vars-unreadable` where
 * one that is to be changed in place is no UTF-8: written back, it would have lost what it said. Throws
 * `package-link-outside` where one does not lie in the package.
 */
export async function readExistingFiles(
  machine: Machine,
  folder: string,
  { files, edited }: Pick<Installer, 'files' | 'edited'>,
): Promise<Map<string, string>> {
  await assertInsidePackage(machine, folder, files)
  const read = await Promise.all(
    files.map(async (path) => {
      const bytes = await machine.readFile(`${folder}/${path}`, { deadlineMs: FILE_TIMEOUT_MS })
      if (bytes && edited.includes(path)) requireUtf8(bytes)
      return [path, bytes?.toString('utf8')] as const
    }),
  )
  return new Map(read.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])))
}

function requireUtf8(bytes: Buffer): void {
  if (isUtf8(bytes)) return
  const at = firstInvalidByte(bytes)
  const line = bytes.subarray(0, at).toString('latin1').split('\n').length
  const byte = `0x${(bytes[at] ?? 0).toString(16).padStart(2, '0').toUpperCase()}`
  throw new RequestFailure('vars-unreadable', varsFacts(new VarsProblem('not-utf8', line, byte)))
}

/** Where the bytes differ from what is written for what was read. */
function firstInvalidByte(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'))
  return bytes.findIndex((byte, at) => byte !== again[at])
}

async function createFolder(machine: Machine, folder: string): Promise<void> {
  await run(machine, `umask 077; mkdir -p -- ${quote(folder)}`)
}

/** A backup never takes the place of another: with a number where there is one of this second already. */
async function unusedBackupName(machine: Machine, start: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${start}.bak` : `${start}-${number}.bak`
    if ((await run(machine, `[ -e ${quote(name)} ] || [ -L ${quote(name)} ]`)) !== 0) return name
  }
}

async function run(machine: Machine, command: string): Promise<number> {
  return (await machine.exec(command, { deadlineMs: FILE_TIMEOUT_MS })).code
}

/** 20260131T235959: sorts by time, needs no quoting. */
function timestamp(now: Date): string {
  return now.toISOString().replace(/[-:]/g, '').slice(0, 15)
}
