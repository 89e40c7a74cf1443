/** Deletes the copies of secrets that runs left in a package: dated backups of its files, and private keys. */
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
 * Finds backups by their names, which includes those of an interrupted start and of another Taskbox. The files
 * themselves stay: the installer's scripts need them.
 * @throws MachineFailure if the taskbox is unreachable or a file cannot be deleted
 */
export async function deleteSecretCopies(
  machine: Machine,
  folder: string,
  { files, privateKeyFolder }: { files: readonly string[]; privateKeyFolder: string },
): Promise<void> {
  await assertInsidePackage(machine, folder, [...files, privateKeyFolder])
  const backups = files.map((file) => `${quote(file)}${BACKUP}`).join(' ')
  const { code, stderr } = await machine.exec(
    `export LC_ALL=C
[ -d ${quote(folder)} ] || exit 0
cd -- ${quote(folder)} && rm -f -- ${backups} && rm -rf -- ${quote(privateKeyFolder)}`,
    { deadlineMs: DELETE_TIMEOUT_MS, idempotent: true },
  )
  if (code !== 0) throw fileFailure('remove', folder, machine.label || 'local', stderr)
}

/** Converts an error of `deleteSecretCopies` to the failure `copies-left`, which names the package. */
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
