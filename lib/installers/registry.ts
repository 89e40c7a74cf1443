/** All installers. Add a new one here. */
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

/** Kinds of parameters that name the servers of a storage class. */
const SERVER_KINDS: ReadonlySet<string> = new Set(['address', 'list', 'url'])

/** The secret storage parameters of all releases, each with the keys of the parameters that name its servers. */
export const secretParameters: ReadonlyMap<string, readonly string[]> = new Map(
  releases.flatMap((release) =>
    release.storageClasses.flatMap(({ parameters }) => {
      const servers = parameters
        .filter(({ kind, server = SERVER_KINDS.has(kind) }) => server)
        .map(({ key }) => key)
      return parameters.filter(({ kind }) => kind === 'secret').map(({ key }) => [key, servers] as const)
    }),
  ),
)
