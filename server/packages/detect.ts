/** Tells which release of which installer a folder on the taskbox holds. */
import type { FoundPackage } from '@/lib/contract/socket'
import type { Installer } from '@/lib/installers/installer'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { RequestFailure } from '../request-failure'
import { refuseForeign } from './ownership'

const DETECT_MS = 15_000
const NO_FOLDER = 66

/**
 * The package in a folder; its path comes back absolute and without a slash at its end. Throws `package-unreadable`,
 * `package-none`, `package-unknown-release`, or `package-untrusted` where other users could change it.
 * @param trusted whether it is used although they could
 */
export async function detectPackage(
  machine: Machine,
  folder: string,
  installers: readonly Installer[],
  trusted = false,
): Promise<FoundPackage> {
  const probes = [...new Set(installers.flatMap((installer) => installer.probes))]
  const script = `cd -- ${quote(folder)} || exit ${NO_FOLDER}
[ -r . ] || exit ${NO_FOLDER}
pwd
pwd -P
for probe in ${probes.map(quote).join(' ')}; do [ ! -e "$probe" ] || echo "$probe"; done`
  const { code, stdout } = await machine.exec(script, { deadlineMs: DETECT_MS, idempotent: true })
  if (code === NO_FOLDER) throw new RequestFailure('package-unreadable', { folder })
  const [path = folder, real = folder, ...lines] = stdout.toString('utf8').split('\n')
  const found = new Set(lines.filter((line) => line !== ''))
  // A link may have any name; then the folder behind it tells.
  const release = releaseOf(path, found, installers) ?? releaseOf(real, found, installers)
  if (release) {
    if (!trusted) await refuseForeign(machine, path)
    return { folder: path, release }
  }
  const complete = installers.some((installer) => installer.probes.every((probe) => found.has(probe)))
  throw new RequestFailure(complete ? 'package-unknown-release' : 'package-none', { folder })
}

/** Id of the release that a folder of this name with these files holds. */
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
