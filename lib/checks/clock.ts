/**
 * The hosts' clocks against each other. Over a second etcd complains; over five we stop: certificates are not valid
 * yet on a host that is behind. The reference is the middle of all clocks, this machine's among them, so that one
 * wrong clock is named and not all the others.
 */
import { defineCheck, fail, pass, unread, warn } from './check'
import type { ClockReading, HostSheet } from './context'

const WARN_SECONDS = 1
const FAIL_SECONDS = 5

export const clock = defineCheck({
  id: 'clock',
  reasons: ['alone', 'agrees', 'differs', 'apart'],
  source: ['guide 1', 'own'],
  needs: ['hosts'],
  scope: 'cluster',
  sections: [],
  together: compare,
})

function compare(hosts: readonly HostSheet[]) {
  const known = hosts.flatMap((one) => (one.clock ? [one.clock] : []))
  const middle = median([0, ...known.map(({ ahead }) => ahead)])
  const offsets = known.map(({ ahead }) => Math.abs(ahead - middle))
  const largest = Math.ceil(Math.max(0.1, ...offsets) * 10) / 10
  return new Map(hosts.map((one) => [one.host.id, [judge(one.clock, middle, hosts.length, largest)]]))
}

function judge(reading: ClockReading | undefined, middle: number, hosts: number, largest: number) {
  if (!reading) return unread
  if (hosts === 1) return pass('alone')
  const offset = reading.ahead - middle
  const facts = { seconds: rounded(Math.abs(offset)), direction: offset < 0 ? 'behind' : 'ahead' }
  const sure = Math.abs(offset) - reading.uncertain
  if (sure > FAIL_SECONDS) return fail('apart', facts)
  if (sure > WARN_SECONDS) return warn('differs', facts)
  if (Math.abs(offset) + reading.uncertain > FAIL_SECONDS) return unread
  return pass('agrees', { seconds: largest })
}

/** The lower of both middles where there are two. */
function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}

const rounded = (seconds: number): number => Math.round(seconds * 10) / 10
