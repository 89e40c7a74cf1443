/** Detects the release of a KubeSphere package. */
import type { Release } from '../installer'
import { kubesphereReleases } from './releases'

/** Files in every release of the package (guide, step 2). */
export const REQUIRED_FILES = ['scripts/install.sh', 'conf/hosts.ini'] as const

/**
 * Detects the release by the folder's name, since the package has no version file. The name contains
 * `advanced-1.0.0`, with any prefix and suffix (`kubesphere-all-offline-advanced-1.0.0.bak`) except further version
 * digits. Returns undefined if a required file is missing or the release is unknown.
 */
export function detectRelease(folder: string, found: ReadonlySet<string>): Release | undefined {
  if (!REQUIRED_FILES.every((path) => found.has(path))) return undefined
  const name = folder.split('/').findLast((part) => part !== '') ?? ''
  return kubesphereReleases.find(({ id }) => mentionsRelease(name, id))
}

function mentionsRelease(name: string, release: string): boolean {
  const escaped = release.replace(/[.]/g, '\\.')
  return new RegExp(`(?<![a-z\\d])${escaped}(?!\\.?\\d)`, 'i').test(name)
}
