/**
 * Writes the cluster's values into the package's settings files, and preserves every other byte.
 *
 * A value changes only if Ansible (PyYAML) reads a different one: `yes` is preserved if `true` is desired. Its quotes and
 * the comment on its line are preserved as well (`edit.ts`). A missing key is added after its commented sample, else at
 * the end (`insertion-point.ts`).
 */
import type { Cluster } from '@/lib/cluster/cluster'
import type { RenderedFile } from '../../installer'
import { type IsSecret, looksSecret, maskYaml, secretRanges } from '../../playbooks/yaml-secrets'
import { inFile } from '../../vars-problem'
import type { KubesphereRelease } from '../release'
import { kubesphereReleases } from '../releases/index'
import { desiredEntries } from './desired-values'
import { editVars } from './edit'
import { defaultSettings } from './template'

/**
 * Writes the cluster's values into one of the release's settings files. Uses its default text if the package does not
 * have it. Throws `VarsProblem` if the existing text cannot be parsed or cannot be edited safely.
 */
export function renderSettings(
  cluster: Cluster,
  release: KubesphereRelease,
  file: string,
  present: string | undefined,
): RenderedFile {
  const entries = desiredEntries(cluster, release, file)
  const text = inFile(file, () => editVars(present ?? defaultSettings(release, file), entries))
  return { path: file, text, secrets: secretRanges(text, secretKeys([release])) }
}

/** Masks the values of all secret keys of an existing file, for display. Never throws. */
export function maskSettings(text: string): string {
  return maskYaml(text, secretKeys(kubesphereReleases))
}

/** Recognizes secrets by the releases' parameters, else by the name of the key. */
function secretKeys(releases: readonly KubesphereRelease[]): IsSecret {
  const parameters = releases.flatMap(({ storageClasses }) => storageClasses.flatMap((one) => one.parameters))
  const known = new Map(parameters.map(({ key, kind }) => [key, kind === 'secret']))
  return (key, value) => known.get(key) ?? looksSecret(key, value)
}
