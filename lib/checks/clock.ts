/**
 * The hosts' clocks against each other. Over a second etcd complains; over five we stop: certificates are not valid
 * yet on a host that is behind. The reference is the middle of all clocks, this machine's among them, so that one
 * wrong clock is named and not all the others.
 */
import type { Finding } from './check'
import type { ClockReading, ClusterJudge } from './context'
import { found } from './reason'

const WARN_SECONDS = 1
const FAIL_SECONDS = 5

export const compareClocks: ClusterJudge = (hosts) => {
  const known = hosts.flatMap(({ clock }) => (clock ? [clock] : []))
  const middle = median([0, ...known.map(({ ahead }) => ahead)])
  const offsets = known.map(({ ahead }) => Math.abs(ahead - middle))
  const largest = Math.ceil(Math.max(0.1, ...offsets) * 10) / 10
  return new Map(hosts.map(({ host, clock }) => [host.id, [judge(clock, middle, hosts.length, largest)]]))
}

function judge(clock: ClockReading | undefined, middle: number, hosts: number, largest: number): Finding {
  if (!clock) return found('clock', 'unknown', 'unread')
  if (hosts === 1) return found('clock', 'pass', 'alone')
  const offset = clock.ahead - middle
  const facts = { seconds: rounded(Math.abs(offset)), direction: offset < 0 ? 'behind' : 'ahead' }
  const sure = Math.abs(offset) - clock.uncertain
  if (sure > FAIL_SECONDS) return found('clock', 'fail', 'apart', facts)
  if (sure > WARN_SECONDS) return found('clock', 'warn', 'differs', facts)
  if (Math.abs(offset) + clock.uncertain > FAIL_SECONDS) return found('clock', 'unknown', 'unread')
  return found('clock', 'pass', 'agrees', { seconds: largest })
}

/** The lower of both middles where there are two. */
function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}

const rounded = (seconds: number): number => Math.round(seconds * 10) / 10
