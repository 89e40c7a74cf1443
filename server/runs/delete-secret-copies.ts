/** Deletes the copies of secrets that starting runs left in a package: dated backups of its files, and private keys. */
import type { Installer } from '@/lib/installers/installer'
import { type Machine, MachineFailure } from '../machine/machine'
import { quote } from '../machine/quote'
import { fileFailure } from '../machine/shell-files'
import { RequestFailure } from '../request-failure'
import { assertInsidePackage } from './start/package-boundary'

const DELETE_TIMEOUT_MS = 20_000
const digits = (count: number) => '[0-9]'.repeat(count)
/** The names that `writeFiles` gives to backups, as a shell pattern. */
const BACKUP = `.${digits(8)}T${digits(6)}*.bak`

/**
 * Backups are found by their names, so that those of an interrupted start, or of another Taskbox, are deleted as well.
 * The files themselves stay: the installer's own scripts need them.
 * @throws MachineFailure where the taskbox cannot be reached or refuses to delete
 */
export async function deleteSecretCopies(
  machine: Machine,
  folder: string,
  { files, keysFolder }: Pick<Installer, 'files' | 'keysFolder'>,
): Promise<void> {
  await assertInsidePackage(machine, folder, [...files, keysFolder])
  const backups = files.map((file) => `${quote(file)}${BACKUP}`).join(' ')
  const { code, stderr } = await machine.exec(
    `export LC_ALL=C
[ -d ${quote(folder)} ] || exit 0
cd -- ${quote(folder)} && rm -f -- ${backups} && rm -rf -- ${quote(keysFolder)}`,
    { deadlineMs: DELETE_TIMEOUT_MS, idempotent: true },
  )
  if (code !== 0) throw fileFailure('remove', folder, machine.label || 'local', stderr)
}

/** Why copies could not be deleted, as one failure that names the package. */
export function toCopiesLeftFailure(error: unknown, path: string): unknown {
  if (error instanceof MachineFailure)
    return new RequestFailure(
      'copies-left',
      { path, machine: error.facts.machine, cause: error.kind },
      { cause: error },
    )
  if (error instanceof RequestFailure)
    return new RequestFailure(
      'copies-left',
      { path, machine: 'unnamed', cause: error.kind },
      { cause: error },
    )
  return error
}
