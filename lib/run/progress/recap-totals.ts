/**
 * Compares PLAY RECAP with the counted results. The recap is Ansible's own count and takes precedence. Facts that the log
 * does not show are not reported as differences: hidden skips, and whether a failed host that continued was rescued or
 * ran an `always` section. Up to 2.7 the recap has no `skipped`, `rescued` or `ignored`, and counts rescued failures as
 * failed.
 */
import { COUNTER_NAMES, type Counters } from '@/lib/log/ansible/event'
import type { HostState } from './host-task'

export const zeroCounters = (): Counters => ({
  ok: 0,
  changed: 0,
  unreachable: 0,
  failed: 0,
  skipped: 0,
  rescued: 0,
  ignored: 0,
})

/** Whether a row of the recap differs from the counted results. Missing skips are accepted where the log hides them. */
export function differsFromRecap(host: HostState, row: Partial<Counters>, showsSkipped: boolean): boolean {
  const counted = countersSinceRecap(host)
  const failures = counted.failed + counted.rescued
  if (row.failed !== undefined && row.failed + (row.rescued ?? 0) !== failures) return true
  const skipped = row.skipped ?? counted.skipped
  if (showsSkipped ? counted.skipped !== skipped : counted.skipped > skipped) return true
  return (['ok', 'changed', 'unreachable', 'ignored'] as const).some(
    (name) => (row[name] ?? counted[name]) !== counted[name],
  )
}

/** Whether a row counts more failures than the log contains: their lines are missing. */
export function isRowIncomplete(host: HostState | undefined, row: Partial<Counters>): boolean {
  const { failed = 0, unreachable = 0, rescued = 0 } = row
  const counted = host ? countersSinceRecap(host) : zeroCounters()
  const found = counted.failed + counted.unreachable + counted.rescued
  return failed + unreachable > 0 && failed + unreachable + rescued > found
}

/** Sets the host's counters to a row of the recap, and resets it for the next playbook run. */
export function applyRecap(host: HostState, row: Partial<Counters>) {
  const isOld = row.failed !== undefined && row.rescued === undefined
  if (row.rescued === undefined) withdrawRescues(host, isOld ? host.failedBeforePlay : 0)
  const counted = countersSinceRecap(host)
  for (const name of COUNTER_NAMES) {
    const value = isOld && name === 'rescued' ? 0 : (row[name] ?? counted[name])
    host.view.counters[name] = host.previousCounters[name] + value
  }
  const rescued = row.rescued
  if (rescued !== undefined)
    for (const [index, failure] of host.failed.entries()) failure.rescued = index < rescued
  host.previousCounters = { ...host.view.counters }
  host.current = undefined
  host.failed = []
  host.rescued.clear()
  host.failedBeforePlay = 0
  host.hasRecap = true
}

/**
 * Counts failures as real that nothing proves to be rescued.
 * @param proven number of the first failures, which are proved otherwise
 */
export function withdrawRescues(host: HostState, proven = 0) {
  const { counters } = host.view
  for (const [index, failure] of host.failed.entries()) {
    if (!failure.rescued || index < proven || host.rescued.has(failure)) continue
    failure.rescued = false
    counters.rescued--
    counters.failed++
  }
}

function countersSinceRecap(host: HostState): Counters {
  const counted = zeroCounters()
  for (const name of COUNTER_NAMES) counted[name] = host.view.counters[name] - host.previousCounters[name]
  return counted
}
