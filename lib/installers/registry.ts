/** Every installer that Taskbox knows. A new one is added here and nowhere else. */
import type { Installer, Release } from './installer'
import { kubesphere } from './kubesphere/index'

export const installers: readonly Installer[] = [kubesphere]

/** All releases of all installers, the newest of each installer last. */
export const releases: readonly Release[] = installers.flatMap((installer) => installer.releases)

/** The release with this id (`installer.release` of the cluster file), such as `advanced-1.0.0`. */
export function findRelease(id: string): Release | undefined {
  return releases.find((release) => release.id === id)
}

/** The installer that the release with this id belongs to. */
export function findInstaller(releaseId: string): Installer | undefined {
  return installers.find((installer) => installer.releases.some(({ id }) => id === releaseId))
}

/** Names of all storage parameters that are secrets, over all known releases. */
export const secretParameters: ReadonlySet<string> = new Set(
  releases.flatMap((release) =>
    release.storageClasses.flatMap(({ parameters }) =>
      parameters.filter(({ kind }) => kind === 'secret').map(({ key }) => key),
    ),
  ),
)
