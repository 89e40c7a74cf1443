/** Tells which release of KubeSphere's installer a folder holds. */
import type { Release } from '../installer'
import { kubesphereReleases } from './releases'

/** What every release of the package has (its guide, step 2). */
export const REQUIRED_FILES = ['scripts/install.sh', 'conf/hosts.ini'] as const

/**
 * The release of the package in `folder` (any path), told from the folder's name, since no file of the package is
 * known to name it: `…advanced-1.0.0`, with anything around it (`kubesphere-all-offline-advanced-1.0.0.bak`), but
 * not within a longer number. Undefined where a probe is missing or no known release is named.
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
