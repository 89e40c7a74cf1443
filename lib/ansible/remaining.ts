/**
 * How long an install may still take and whether the task at hand is slow, told by earlier runs of the same release.
 * Without one nothing is told: what `--list-tasks` names leaves out all that playbooks include on their way
 * (docs/decisions/012).
 */

/** A run that came to its end: when each of its tasks began, in milliseconds after its start. */
export interface EarlierRun {
  begun: readonly number[]
  totalMs: number
}

export interface Pace {
  /** Milliseconds that the run may still take. */
  remainingMs: number
  /** Milliseconds that the task at hand took in earlier runs, at this run's pace. */
  usualMs: number
}

/** @param tasks how many have begun */
export function paceOf(tasks: number, elapsedMs: number, earlier: readonly EarlierRun[]): Pace | undefined {
  const comparable = earlier.filter(({ begun }) => tasks > 0 && begun.length >= tasks)
  if (comparable.length === 0) return undefined
  const guesses = comparable.map((run) => guess(run, tasks, elapsedMs))
  return {
    remainingMs: median(guesses.map(({ remainingMs }) => remainingMs)),
    usualMs: median(guesses.map(({ usualMs }) => usualMs)),
  }
}

/** A machine is seldom more than this much faster or slower than another. */
const MOST_PACE = 4

/** What an earlier run had before it when its next task began, at this run's pace. */
function guess({ begun, totalMs }: EarlierRun, tasks: number, elapsedMs: number): Pace {
  const next = begun[tasks] ?? totalMs
  const pace = Math.min(MOST_PACE, Math.max(1 / MOST_PACE, elapsedMs / Math.max(1, next)))
  return {
    remainingMs: Math.max(0, totalMs - next) * pace,
    usualMs: Math.max(0, next - (begun[tasks - 1] ?? 0)) * pace,
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}
