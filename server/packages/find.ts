/** Finds packages and their tarballs in the usual folders of the taskbox. */
import { basename } from 'node:path/posix'
import type { FoundPackage, FoundTarball } from '@/lib/contract/socket'
import type { Installer } from '@/lib/installers/installer'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { detect, found } from './detect'
import { foreignPaths } from './ownership'
import { readPackageFacts } from './package-facts'

export interface FoundPackages {
  packages: FoundPackage[]
  /** Folders of packages whose release is not recognized. */
  unrecognized: string[]
  /** Tarballs whose names match a known release. */
  tarballs: FoundTarball[]
}

/** `$HOME` is that of the user who runs the command, usually root. */
const SEARCH_FOLDERS = '"$HOME" /root /home /opt /data /srv /usr/local /usr/src'
/** Maximum depth of a package below one of `SEARCH_FOLDERS`: `/home/user/downloads/package`. */
const DEPTH = 3
const TARBALL = /\.(tar\.gz|tgz)$/
/** Timeout for each of `SEARCH_FOLDERS`: a million files on a slow disk must not prevent results from the others. */
const FOLDER_TIMEOUT_S = 6
const DEADLINE_MS = 60_000

/** The packages and tarballs, sorted by path. A folder with several paths is listed once. */
export async function findPackages(
  machine: Machine,
  installers: readonly Installer[],
): Promise<FoundPackages> {
  const { stdout } = await machine.exec(script(installers), { deadlineMs: DEADLINE_MS, idempotent: true })
  const paths = [...new Set(stdout.toString('utf8').split('\0'))].filter((path) => path !== '').sort()
  const tarballs = paths.filter((path) => TARBALL.test(path) && matchesRelease(path, installers))
  const { packages, unrecognized } = await detectAll(
    machine,
    paths.filter((path) => !TARBALL.test(path)),
    installers,
  )
  const foreign = await foreignPaths(machine, [...packages.map(({ folder }) => folder), ...tarballs])
  const ownedBy = (path: string) => {
    const owner = foreign.get(path)?.owner
    return owner === undefined ? {} : { owner }
  }
  return {
    packages: packages.map((one) => ({ ...one, ...ownedBy(one.folder) })),
    unrecognized,
    tarballs: tarballs.map((path) => ({ path, ...ownedBy(path) })),
  }
}

function script(installers: readonly Installer[]): string {
  const requiredFiles = [...new Set(installers.flatMap((installer) => installer.requiredFiles))]
  const levels = Math.max(1, ...requiredFiles.map((path) => path.split('/').length))
  const globs = [...requiredFiles.map((path) => `*/${path}`), '*.tar.gz', '*.tgz']
  const patterns = globs.map((pattern) => `-path ${quote(pattern)}`).join(' -o ')
  return `limit=; command -v timeout >/dev/null && limit='timeout ${FOLDER_TIMEOUT_S}'
for folder in ${SEARCH_FOLDERS}; do [ ! -d "$folder" ] || (cd -- "$folder" && pwd -P); done | sort -u | while IFS= read -r folder; do
  $limit find "$folder" -xdev -maxdepth ${DEPTH + levels} '(' -name node_modules -o -name '.?*' ')' -prune -o -type f '(' ${patterns} ')' -print0 2>/dev/null </dev/null
done
exit 0`
}

/** The packages in folders with the required files. */
async function detectAll(
  machine: Machine,
  paths: readonly string[],
  installers: readonly Installer[],
): Promise<Pick<FoundPackages, 'packages' | 'unrecognized'>> {
  const facts = await readPackageFacts(machine, foldersIn(paths, installers), installers)
  const packages: FoundPackage[] = []
  const unrecognized: string[] = []
  for (const [folder, one] of facts) {
    const detection = detect(one, installers)
    if (detection.result === 'recognized') packages.push(found(folder, detection))
    else if (detection.result !== 'incomplete' && !detection.isOtherProject) unrecognized.push(folder)
  }
  return { packages, unrecognized }
}

/** Folders that contain all required files of an installer. */
function foldersIn(paths: readonly string[], installers: readonly Installer[]): string[] {
  const all = new Set(paths)
  const folders = installers.flatMap(({ requiredFiles }) => {
    const suffix = `/${requiredFiles[0]}`
    return paths
      .filter((path) => path.endsWith(suffix))
      .map((path) => path.slice(0, -suffix.length))
      .filter((folder) => requiredFiles.every((path) => all.has(`${folder}/${path}`)))
  })
  return [...new Set(folders)].sort()
}

/** Identifies a tarball by its name, since a search does not open it. */
function matchesRelease(tarball: string, installers: readonly Installer[]): boolean {
  const name = basename(tarball)
  return installers.some((installer) => installer.isTarballName(name))
}
