/**
 * PLAY RECAP against the fold. The recap is Ansible's own count, so it is right; what only it can know is no
 * difference: hidden skips, and whether a failed host that went on was rescued or in an `always` section. Up to 2.7
 * it has neither `skipped`, `rescued` nor `ignored`, and counts what was rescued as failed.
 */
import type { Counters } from './event'
import type { HostFold } from './round'

export const noCounters = (): Counters => ({
  ok: 0,
  changed: 0,
  unreachable: 0,
  failed: 0,
  skipped: 0,
  rescued: 0,
  ignored: 0,
})

const NAMES = ['ok', 'changed', 'unreachable', 'failed', 'skipped', 'rescued', 'ignored'] as const

/** Whether the fold counted something else than a recap's row. With hidden skips, fewer of them is no difference. */
export function differs(host: HostFold, row: Partial<Counters>, showsSkipped: boolean): boolean {
  const own = sinceRecap(host)
  const failures = own.failed + own.rescued
  if (row.failed !== undefined && row.failed + (row.rescued ?? 0) !== failures) return true
  const skipped = row.skipped ?? own.skipped
  if (showsSkipped ? own.skipped !== skipped : own.skipped > skipped) return true
  return (['ok', 'changed', 'unreachable', 'ignored'] as const).some(
    (name) => (row[name] ?? own[name]) !== own[name],
  )
}

/** Takes a recap's row as what the playbook run came to for this host, and begins anew. */
export function settle(host: HostFold, row: Partial<Counters>) {
  const own = sinceRecap(host)
  const isOld = row.failed !== undefined && row.rescued === undefined
  for (const name of NAMES) {
    const ran = isOld && name === 'rescued' ? 0 : (row[name] ?? own[name])
    host.view.counters[name] = host.before[name] + ran
  }
  const rescued = row.rescued
  if (rescued !== undefined)
    for (const [place, failure] of host.failed.entries()) failure.rescued = place < rescued
  host.before = { ...host.view.counters }
  host.round = undefined
  host.failed = []
  host.hasRecap = true
}

function sinceRecap(host: HostFold): Counters {
  const own = noCounters()
  for (const name of NAMES) own[name] = host.view.counters[name] - host.before[name]
  return own
}
