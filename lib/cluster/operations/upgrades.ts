/** The versions of Kubernetes to which a cluster can be upgraded. */
import { z } from 'zod'
import type { Cluster } from '../cluster'
import type { ReleaseOptions } from '../release-options'

/** A version, and the setting with the value that chooses it. */
export const upgradeOption = z.object({ setting: z.string(), value: z.string(), version: z.string() })
export type UpgradeOption = z.infer<typeof upgradeOption>

/**
 * The versions of the release that are newer than the current one and at most one minor version ahead: Kubernetes does
 * not support skipping one.
 * @param current such as `v1.34.7`; empty if unknown
 * @param versionOf the version of a cluster with these settings
 */
export function upgradeOptions(
  cluster: Cluster,
  { sections }: Pick<ReleaseOptions, 'sections'>,
  current: string,
  versionOf: (cluster: Cluster) => string,
): UpgradeOption[] {
  const fields = sections.flatMap((section) => section.fields).filter((field) => field.kubernetesVersion)
  return fields.flatMap(({ key, choices, default: initial }) =>
    [...new Set([...(choices ?? [initial]), cluster.settings[key] ?? ''])]
      .filter((value) => value !== '')
      .map((value) => {
        const settings = { ...cluster.settings, [key]: value }
        return { setting: key, value, version: versionOf({ ...cluster, settings }) }
      })
      .filter(({ version }) => isUpgrade(current, version))
      .sort((a, b) => compareNumbers(b.version, a.version)),
  )
}

const numbersOf = (version: string): number[] => (version.match(/\d+/g) ?? []).map(Number)

/** Compares all numbers of two versions, such as those of `v1.33.1+k3s1`. */
function compareNumbers(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)]
  const at = a.findIndex((number, index) => number !== (b[index] ?? 0))
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? 0)
}

function isUpgrade(from: string, to: string): boolean {
  const [major, minor] = numbersOf(from)
  const [nextMajor, nextMinor] = numbersOf(to)
  if (minor === undefined || nextMinor === undefined || major !== nextMajor) return false
  return nextMinor <= minor + 1 && compareNumbers(to, from) > 0
}
