/** A link in a package leads nowhere else: what is written as root there must lie in the package. */
import type { Machine } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { RequestFailure } from '../../request-failure'

const TIMEOUT_MS = 20_000
const OUTSIDE = 3

/**
 * Throws `package-link-outside` for the first of the files that lies elsewhere once links are followed, whether it or
 * its folders are there yet or not.
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
  case $at in "\${inside%/}"/*) ;; *) printf '%s\\0%s' "$file" "$at"; exit ${OUTSIDE} ;; esac
done`,
    { deadlineMs: TIMEOUT_MS, idempotent: true },
  )
  if (code !== OUTSIDE) return
  const [file = '', target = ''] = stdout.toString('utf8').split('\0')
  throw new RequestFailure('package-link-outside', { path: `${folder}/${file}`, target })
}
