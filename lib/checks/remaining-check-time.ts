/** Estimates the remaining time of a check run by its own rate, or by the duration of the last complete run. */

/** Duration of a complete run over all hosts. */
export interface RunDuration {
  hosts: number
  milliseconds: number
}

interface RunProgress {
  done: number
  total: number
  elapsedMs: number
}

export interface RemainingTime {
  ms: number
  by: 'rate' | 'lastRun'
}

/** Number of hosts probed in parallel. The rate of fewer finished hosts is meaningless. */
const MIN_HOSTS_FOR_RATE = 16
/** In a small cluster, this share of finished hosts is enough. */
const MIN_SHARE_FOR_RATE = 0.5

/** Returns undefined if neither source is available. */
export function remainingTime(
  { done, total, elapsedMs }: RunProgress,
  lastRun: RunDuration | undefined,
): RemainingTime | undefined {
  const remainingHosts = total - done
  if (remainingHosts <= 0) return undefined
  if (done >= MIN_HOSTS_FOR_RATE || (done > 0 && done >= total * MIN_SHARE_FOR_RATE))
    return { ms: Math.round((elapsedMs / done) * remainingHosts), by: 'rate' }
  if (!lastRun || lastRun.hosts === 0) return undefined
  const expected = (lastRun.milliseconds / lastRun.hosts) * total
  return { ms: Math.max(0, Math.round(expected - elapsedMs)), by: 'lastRun' }
}
