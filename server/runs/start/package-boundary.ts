/** Guards writes into a package as root: no symlink may lead out of the package's folder. */
import type { Machine } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { RequestFailure } from '../../request-failure'

const TIMEOUT_MS = 20_000
const ESCAPES_PACKAGE = 3

/**
 * Throws `package-link-outside` for the first file that resolves to a path outside the folder. The files and their
 * folders need not exist.
 */
export async function assertInsidePackage(
  machine: Machine,
  folder: string,
  files: readonly string[],
): Promise<void> {
  const { code, stdout } = await machine.exec(
    `inside=$(readlink -f -- ${quote(folder)}) || exit 0
for file in ${files.map(quote).join(' ')}; do
  at=$(readlink -m -- "$inside/$file")
  case $at in "\${inside%/}"/*) ;; *) printf '%s\\0%s' "$file" "$at"; exit ${ESCAPES_PACKAGE} ;; esac
done`,
    { deadlineMs: TIMEOUT_MS, idempotent: true },
  )
  if (code !== ESCAPES_PACKAGE) return
  const [file = '', target = ''] = stdout.toString('utf8').split('\0')
  throw new RequestFailure('package-link-outside', { path: `${folder}/${file}`, target })
}
