import type { ClusterName } from '../installer'

const MAX_LENGTH = 50

/** The name of a cluster's folder in a source. @param taken names of other folders there */
export function clusterSlug({ name }: ClusterName, taken: readonly string[] = []): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, '')
  if (slug === '') return 'taskbox'
  return taken.includes(slug) ? `taskbox-${slug}` : slug
}
