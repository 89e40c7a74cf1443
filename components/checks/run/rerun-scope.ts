import type { CheckId } from '@/lib/checks/catalogue/index'
import type { Matrix } from '../grid/matrix'
import type { CheckScope } from './use-check-runner'

/** What has to be run before the verdicts are whole again; undefined: nothing. */
export function rerunScope({ rows }: Matrix): CheckScope | undefined {
  const unchecked = rows.filter(({ verdicts }) => !verdicts || verdicts.partial)
  const stale = rows.filter((row) => row.stale > 0)
  const hosts = [...new Set([...unchecked, ...stale])].map(({ host }) => host.id)
  if (hosts.length === 0) return undefined
  if (unchecked.length > 0) return hosts.length === rows.length ? {} : { hosts }
  const checks = new Set<CheckId>(stale.flatMap(({ verdicts }) => verdicts?.stale ?? []))
  return { hosts, checks: [...checks] }
}
