/** Detects the release of an installer in a folder on the taskbox. */
import type { FoundPackage } from '@/lib/contract/socket'
import type { Installer } from '@/lib/installers/installer'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { RequestFailure } from '../request-failure'
import { refuseForeign } from './ownership'

const DETECT_MS = 15_000
const NO_FOLDER = 66

/**
 * Detects the package in a folder. The returned path is absolute, without a trailing slash. Throws
 * `package-unreadable`, `package-none`, `package-unknown-release`, or `package-untrusted` if other users could change
 * the package.
 * @param trusted skips the check for other users
 */
export async function detectPackage(
  machine: Machine,
  folder: string,
  installers: readonly Installer[],
  trusted = false,
): Promise<FoundPackage> {
  const requiredFiles = [...new Set(installers.flatMap((installer) => installer.requiredFiles))]
  const script = `cd -- ${quote(folder)} || exit ${NO_FOLDER}
[ -r . ] || exit ${NO_FOLDER}
pwd
pwd -P
for probe in ${requiredFiles.map(quote).join(' ')}; do [ ! -e "$probe" ] || echo "$probe"; done`
  const { code, stdout } = await machine.exec(script, { deadlineMs: DETECT_MS, idempotent: true })
  if (code === NO_FOLDER) throw new RequestFailure('package-unreadable', { folder })
  const [path = folder, real = folder, ...lines] = stdout.toString('utf8').split('\n')
  const found = new Set(lines.filter((line) => line !== ''))
  // A symbolic link may have any name, so the name of its target counts too.
  const release = releaseOf(path, found, installers) ?? releaseOf(real, found, installers)
  if (release) {
    if (!trusted) await refuseForeign(machine, path)
    return { folder: path, release }
  }
  const complete = installers.some((installer) => installer.requiredFiles.every((path) => found.has(path)))
  throw new RequestFailure(complete ? 'package-unknown-release' : 'package-none', { folder })
}

/** Id of the release in a folder with this name and these files. */
export function releaseOf(
  folder: string,
  found: ReadonlySet<string>,
  installers: readonly Installer[],
): string | undefined {
  for (const installer of installers) {
    const release = installer.detect(folder, found)
    if (release) return release.id
  }
  return undefined
}
