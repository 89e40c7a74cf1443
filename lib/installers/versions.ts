/**
 * Compares versions like a sort function. Only as many parts as `bound` has are compared, so 2.7.6 equals 2.7.
 * Parts that are not numeric count as 0.
 */
export function compareVersions(version: string, bound: string): number {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10) || 0)
  const bounds = bound.split('.').map(Number)
  const differing = bounds.findIndex((part, index) => part !== (parts[index] ?? 0))
  return differing < 0 ? 0 : (parts[differing] ?? 0) - (bounds[differing] ?? 0)
}
