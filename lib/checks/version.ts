/** Versions of programs, as far as checks compare them. */

/** Below 0, 0 or above, for as many parts as `bound` has: 2.7.6 is no newer than 2.7. What is no number counts as 0. */
export function compareVersions(version: string, bound: string): number {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10) || 0)
  const bounds = bound.split('.').map(Number)
  const differing = bounds.findIndex((part, at) => part !== (parts[at] ?? 0))
  return differing < 0 ? 0 : (parts[differing] ?? 0) - (bounds[differing] ?? 0)
}
