/**
 * The package's `conf/vars.yml` with only those values changed that the cluster decides: every other byte stays.
 *
 * A value is written anew only where Ansible (PyYAML) reads another one; `yes` stays where `true` is wanted. Its
 * quotes stay where they can, and so do an anchor and a comment beside it. A key that does not stand there is added
 * behind its commented sample, else at the end (`vars-place.ts`).
 */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Release, RenderedFile } from '../installer'
import { maskSpans } from '../mask'
import { kubesphereReleases } from './releases'
import { editVars } from './vars-edit'
import { secretKeys, secretSpans } from './vars-secrets'
import { defaultVarsYml } from './vars-template'
import { wantedEntries } from './vars-wanted'

/** Path of the file, relative to the package's folder. */
export const VARS_PATH = 'conf/vars.yml'

/**
 * Renders the cluster's values over the package's present file, or over the release's own default text where there is
 * none. Throws `VarsProblem` where the present file cannot be understood or not be changed safely.
 */
export function renderVarsYml(cluster: Cluster, release: Release, present: string | undefined): RenderedFile {
  const text = editVars(present ?? defaultVarsYml(release), wantedEntries(cluster, release))
  return { path: VARS_PATH, text, secrets: secretSpans(text, secretKeys([release])) }
}

/** The present file with the values of all secret keys masked, for display. Never throws, whatever the text is. */
export function maskVarsYml(text: string): string {
  return maskSpans(text, secretSpans(text, secretKeys(kubesphereReleases)))
}
