/**
 * Compares the clocks of the hosts. etcd complains above one second. Above five the check fails, since new
 * certificates are not yet valid on a host that is behind. The reference is the median of all clocks, including
 * this machine's, so a single wrong clock is reported on its own host only.
 */

import type { ClockOffset, ProbedHost } from '../../check-context'
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import type { ProbeResult } from '../../probe/item'
import { PROBE_END, PROBE_START, probeTimes } from '../../probe/timestamps'

const WARN_SECONDS = 1
const FAIL_SECONDS = 5
/** More than a time zone mistake can explain: one of the two clocks is wrong, for example in 1970. */
const IMPLAUSIBLE_SECONDS = 86_400

/**
 * Computes the offset of a host's clock from this machine's. The probe started after `sent` and ended before
 * `received` (seconds since 1970, this machine's clock), so the duration of the probe itself adds no uncertainty.
 */
export function measureClockOffset(
  probe: ProbeResult,
  sent: number,
  received: number,
): ClockOffset | undefined {
  const times = probeTimes(probe)
  if (!times) return undefined
  const [least, most] = [times.ended - received, times.started - sent]
  return { offset: (least + most) / 2, uncertainty: Math.abs(most - least) / 2 }
}

export const clock = defineCheck({
  id: 'clock',
  reasons: ['alone', 'agrees', 'differs', 'apart', 'far'],
  sources: ['guide 1', 'own'],
  dependsOn: ['hosts'],
  scope: 'cluster',
  probeItems: [PROBE_START, PROBE_END],
  acrossHosts: compareClocks,
})

function compareClocks(hosts: readonly ProbedHost[]) {
  const known = hosts.flatMap(({ clock }) => clock ?? [])
  const reference = median([0, ...known.map(({ offset }) => offset)])
  const deviations = known.map(({ offset }) => Math.abs(offset - reference))
  const largest = Math.ceil(Math.max(0.1, ...deviations) * 10) / 10
  return new Map(
    hosts.map(({ host, clock }) => [host.id, [evaluateClock(clock, reference, hosts.length, largest)]]),
  )
}

function evaluateClock(reading: ClockOffset | undefined, reference: number, hosts: number, largest: number) {
  if (!reading) return undetermined
  if (Math.abs(reading.offset) - reading.uncertainty > IMPLAUSIBLE_SECONDS)
    return fail('far', {
      days: Math.round(Math.abs(reading.offset) / 86_400),
      direction: directionOf(reading.offset),
    })
  if (hosts === 1) return pass('alone')
  const deviation = reading.offset - reference
  const facts = { seconds: roundToTenth(Math.abs(deviation)), direction: directionOf(deviation) }
  const minimumDeviation = Math.abs(deviation) - reading.uncertainty
  if (minimumDeviation > FAIL_SECONDS) return fail('apart', facts)
  if (minimumDeviation > WARN_SECONDS) return warn('differs', facts)
  if (Math.abs(deviation) + reading.uncertainty > FAIL_SECONDS) return undetermined
  return pass('agrees', { seconds: largest })
}

/** The lower median of an even count. */
function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}

const directionOf = (seconds: number): string => (seconds < 0 ? 'behind' : 'ahead')

const roundToTenth = (seconds: number): number => Math.round(seconds * 10) / 10
