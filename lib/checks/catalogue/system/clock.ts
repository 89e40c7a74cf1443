/**
 * The hosts' clocks against each other. Over a second etcd complains; over five we stop: certificates are not valid
 * yet on a host that is behind. The reference is the middle of all clocks, this machine's among them, so that one
 * wrong clock is named and not all the others.
 */

import type { ClockOffset, ProbedHost } from '../../check-context'
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import type { ProbeResult } from '../../probe/item'
import { PROBE_END, PROBE_START, probeTimes } from '../../probe/timestamps'

const WARN_SECONDS = 1
const FAIL_SECONDS = 5
/** Further from this machine's clock than a time zone could excuse: one of both is plainly wrong, such as in 1970. */
const IMPLAUSIBLE_SECONDS = 86_400

/**
 * How far the clock of a host is from this one's: it began after it was asked and ended before the answer came, so
 * that what the probe itself took does not count. `sent` and `received`: seconds since 1970 by this one's clock.
 */
export function clockReading(sheet: ProbeResult, sent: number, received: number): ClockOffset | undefined {
  const span = probeTimes(sheet)
  if (!span) return undefined
  const [least, most] = [span.ended - received, span.begun - sent]
  return { ahead: (least + most) / 2, uncertain: Math.abs(most - least) / 2 }
}

export const clock = defineCheck({
  id: 'clock',
  reasons: ['alone', 'agrees', 'differs', 'apart', 'far'],
  source: ['guide 1', 'own'],
  needs: ['hosts'],
  scope: 'cluster',
  sections: [PROBE_START, PROBE_END],
  together: compareClocks,
})

function compareClocks(hosts: readonly ProbedHost[]) {
  const known = hosts.flatMap((one) => (one.clock ? [one.clock] : []))
  const reference = median([0, ...known.map(({ ahead }) => ahead)])
  const offsets = known.map(({ ahead }) => Math.abs(ahead - reference))
  const largest = Math.ceil(Math.max(0.1, ...offsets) * 10) / 10
  return new Map(
    hosts.map((one) => [one.host.id, [evaluateClock(one.clock, reference, hosts.length, largest)]]),
  )
}

function evaluateClock(reading: ClockOffset | undefined, middle: number, hosts: number, largest: number) {
  if (!reading) return undetermined
  if (Math.abs(reading.ahead) - reading.uncertain > IMPLAUSIBLE_SECONDS)
    return fail('far', {
      days: Math.round(Math.abs(reading.ahead) / 86_400),
      direction: directionOf(reading.ahead),
    })
  if (hosts === 1) return pass('alone')
  const offset = reading.ahead - middle
  const facts = { seconds: rounded(Math.abs(offset)), direction: directionOf(offset) }
  const sure = Math.abs(offset) - reading.uncertain
  if (sure > FAIL_SECONDS) return fail('apart', facts)
  if (sure > WARN_SECONDS) return warn('differs', facts)
  if (Math.abs(offset) + reading.uncertain > FAIL_SECONDS) return undetermined
  return pass('agrees', { seconds: largest })
}

/** The lower of both middles where there are two. */
function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}

const directionOf = (seconds: number): string => (seconds < 0 ? 'behind' : 'ahead')

const rounded = (seconds: number): number => Math.round(seconds * 10) / 10
