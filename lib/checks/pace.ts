/** How long a round of checks will still take, told from what was measured: its own pace, else that of the round before. */

/** A round of all hosts that came to its end. */
export interface Round {
  hosts: number
  milliseconds: number
}

interface Standing {
  done: number
  total: number
  elapsedMs: number
}

export interface Remaining {
  ms: number
  by: 'pace' | 'last'
}

/** So many hosts are asked at once: before as many have answered, the pace of the first says nothing. */
const TELLING_HOSTS = 16
/** A small cluster shows its pace from here on. */
const TELLING_SHARE = 0.5

/** Undefined where nothing tells. */
export function remaining(
  { done, total, elapsedMs }: Standing,
  last: Round | undefined,
): Remaining | undefined {
  const left = total - done
  if (left <= 0) return undefined
  if (done >= TELLING_HOSTS || (done > 0 && done >= total * TELLING_SHARE))
    return { ms: Math.round((elapsedMs / done) * left), by: 'pace' }
  if (!last || last.hosts === 0) return undefined
  const expected = (last.milliseconds / last.hosts) * total
  return { ms: Math.max(0, Math.round(expected - elapsedMs)), by: 'last' }
}
