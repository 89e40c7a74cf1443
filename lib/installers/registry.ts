/** All installers. Add a new one here. */
import type { Draft } from '@/lib/cluster/draft/draft'
import type { ReleaseDefaults } from '@/lib/cluster/release-options'
import type { Installer, Release } from './installer'
import { k3s } from './k3s/index'
import { kubesphere } from './kubesphere/index'
import { kubespray } from './kubespray/index'

export const installers: readonly Installer[] = [kubesphere, kubespray, k3s]

/** The releases that can be named, the newest of each installer last. */
export const namedReleases: readonly Release[] = installers.flatMap(({ releases }) => releases)

/** The installer with this id (`installer.id` of the cluster file). */
export function findInstaller(id: string): Installer | undefined {
  return installers.find((installer) => installer.id === id)
}

/** The defaults of an installer, for a cluster file. */
export const defaultsOf = (id: string): ReleaseDefaults | undefined => findInstaller(id)?.defaults

/**
 * The release of a draft or cluster; undefined before it is known.
 * @param settings what it requires may depend on them; without, its defaults count
 */
export function findRelease(
  { id, version, facts }: Pick<Draft['installer'], 'id' | 'version' | 'facts'>,
  settings?: Draft['settings'],
): Release | undefined {
  return findInstaller(id)?.release(version, facts, settings)
}

/** The storage parameters of all installers that are secrets, each with the keys of those that name its servers. */
export const secretParameters: ReadonlyMap<string, readonly string[]> = new Map(
  installers.flatMap(({ secrets }) => [...secrets.storage]),
)

/** The settings of all installers that are secrets or may contain one. */
export const secretSettings: ReadonlySet<string> = new Set(
  installers.flatMap(({ secrets }) => [...secrets.settings]),
)
