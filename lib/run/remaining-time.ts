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

export interface TimeEstimate {
  /** Milliseconds that the run may still take. */
  remainingMs: number
  /** Milliseconds that the task at hand took in earlier runs, at this run's pace. */
  usualMs: number
}

/** @param tasks how many have begun */
export function estimateRemaining(
  tasks: number,
  elapsedMs: number,
  earlier: readonly EarlierRun[],
): TimeEstimate | undefined {
  const comparable = earlier.filter(({ begun }) => tasks > 0 && begun.length >= tasks)
  if (comparable.length === 0) return undefined
  const estimates = comparable.map((run) => extrapolate(run, tasks, elapsedMs))
  return {
    remainingMs: median(estimates.map(({ remainingMs }) => remainingMs)),
    usualMs: median(estimates.map(({ usualMs }) => usualMs)),
  }
}

/** A machine is seldom more than this much faster or slower than another. */
const MAX_SPEED_RATIO = 4

/** What an earlier run had before it when its next task began, at this run's pace. */
function extrapolate({ begun, totalMs }: EarlierRun, tasks: number, elapsedMs: number): TimeEstimate {
  const next = begun[tasks] ?? totalMs
  const speedRatio = Math.min(MAX_SPEED_RATIO, Math.max(1 / MAX_SPEED_RATIO, elapsedMs / Math.max(1, next)))
  return {
    remainingMs: Math.max(0, totalMs - next) * speedRatio,
    usualMs: Math.max(0, next - (begun[tasks - 1] ?? 0)) * speedRatio,
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}
