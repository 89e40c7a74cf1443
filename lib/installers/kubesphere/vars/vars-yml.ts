/**
 * The package's `conf/vars.yml` with the values that the cluster decides. Every other byte stays.
 *
 * A value changes only if Ansible (PyYAML) reads another one: `yes` stays if `true` is desired. Its quotes and the
 * comment on its line stay (`edit.ts`). A missing key is added after its commented sample, else at the end
 * (`insertion-point.ts`).
 */
import type { Cluster } from '@/lib/cluster/cluster'
import { maskRanges } from '@/lib/secrets/mask-file'
import type { Release, RenderedFile } from '../../installer'
import { kubesphereReleases } from '../releases'
import { desiredEntries } from './desired-values'
import { editVars } from './edit'
import { secretKeys, secretRanges } from './secrets'
import { defaultVarsYml } from './template'

/** The path of the file, relative to the package folder. */
export const VARS_PATH = 'conf/vars.yml'

/**
 * Writes the cluster's values into the package's existing file, or into the release's default text if it has none.
 * Throws `VarsProblem` if the existing file cannot be parsed or cannot be edited safely.
 */
export function renderVarsYml(cluster: Cluster, release: Release, present: string | undefined): RenderedFile {
  const text = editVars(present ?? defaultVarsYml(release), desiredEntries(cluster, release))
  return { path: VARS_PATH, text, secrets: secretRanges(text, secretKeys([release])) }
}

/** Masks the values of all secret keys of an existing file, for display. Never throws. */
export function maskVarsYml(text: string): string {
  return maskRanges(text, secretRanges(text, secretKeys(kubesphereReleases)))
}
