import type { CheckId } from '@/lib/checks/catalogue'
import type { Matrix } from './matrix'
import type { Part } from './use-check-runner'

/** What has to be run before the verdicts are whole again; undefined: nothing. */
export function stalePart({ rows }: Matrix): Part | undefined {
  const unchecked = rows.filter(({ verdicts }) => !verdicts || verdicts.partial)
  const stale = rows.filter((row) => row.stale > 0)
  const hosts = [...new Set([...unchecked, ...stale])].map(({ host }) => host.id)
  if (hosts.length === 0) return undefined
  if (unchecked.length > 0) return hosts.length === rows.length ? {} : { hosts }
  const checks = new Set<CheckId>(stale.flatMap(({ verdicts }) => verdicts?.stale ?? []))
  return { hosts, checks: [...checks] }
}
