/** How long a round of checks will still take, told from what was measured: its own pace, else that of the round before. */

/** A round of all hosts that came to its end. */
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
  by: 'pace' | 'last'
}

/** So many hosts are asked at once: before as many have answered, the pace of the first says nothing. */
const MIN_HOSTS_FOR_RATE = 16
/** A small cluster shows its pace from here on. */
const MIN_SHARE_FOR_RATE = 0.5

/** Undefined where nothing tells. */
export function remainingTime(
  { done, total, elapsedMs }: RunProgress,
  last: RunDuration | undefined,
): RemainingTime | undefined {
  const left = total - done
  if (left <= 0) return undefined
  if (done >= MIN_HOSTS_FOR_RATE || (done > 0 && done >= total * MIN_SHARE_FOR_RATE))
    return { ms: Math.round((elapsedMs / done) * left), by: 'pace' }
  if (!last || last.hosts === 0) return undefined
  const expected = (last.milliseconds / last.hosts) * total
  return { ms: Math.max(0, Math.round(expected - elapsedMs)), by: 'last' }
}
