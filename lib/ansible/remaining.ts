/**
 * How far an install is and how long it may still take: from earlier runs of the same release where there are any,
 * else how far along the listed tasks it is, else nothing. Never a share that was made up.
 */

/** A run that came to its end: when each of its tasks began, in milliseconds after its start. */
export interface EarlierRun {
  begun: readonly number[]
  totalMs: number
}

export type Remaining =
  | { basis: 'earlier'; share: number; remainingMs: number }
  | { basis: 'listed'; done: number; of: number }
  | { basis: 'none' }

export interface Standing {
  /** Names of the tasks that have begun, in their order. */
  tasks: readonly string[]
  elapsedMs: number
  earlier: readonly EarlierRun[]
  listed: readonly string[]
}

export function remaining({ tasks, elapsedMs, earlier, listed }: Standing): Remaining {
  const comparable = earlier.filter(({ begun }) => tasks.length > 0 && begun.length >= tasks.length)
  if (comparable.length > 0) {
    const guesses = comparable.map((run) => leftAfter(run, tasks.length, elapsedMs))
    const remainingMs = median(guesses)
    return { basis: 'earlier', remainingMs, share: elapsedMs / Math.max(1, elapsedMs + remainingMs) }
  }
  const done = reached(tasks, listed)
  return done > 0 ? { basis: 'listed', done, of: listed.length } : { basis: 'none' }
}

/** A machine is seldom more than this much faster or slower than another. */
const MOST_PACE = 4

/** What an earlier run had before it at this task, at this run's pace. */
function leftAfter({ begun, totalMs }: EarlierRun, count: number, elapsedMs: number): number {
  const next = begun[count] ?? totalMs
  const pace = Math.min(MOST_PACE, Math.max(1 / MOST_PACE, elapsedMs / Math.max(1, next)))
  return Math.max(0, totalMs - next) * pace
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** How many of the listed tasks lie behind: tasks that are not listed, and listed ones that were skipped unseen, are passed over. */
function reached(tasks: readonly string[], listed: readonly string[]): number {
  let place = 0
  for (const task of tasks) {
    const at = listed.indexOf(task, place)
    if (at >= 0) place = at + 1
  }
  return place
}
