/**
 * Estimates the remaining time of an install and the usual duration of its current task, from earlier runs of the same
 * release. Without an earlier run there is no estimate, because `--list-tasks` omits dynamically included tasks
 * (docs/decisions/012).
 */

/** A completed run. */
export interface EarlierRun {
  taskStartsMs: readonly number[]
  /** Duration of the run. */
  totalMs: number
}

export interface TimeEstimate {
  /** Estimated time until the run ends. */
  remainingMs: number
  /** Duration of the current task in earlier runs, scaled to the speed of this run. */
  typicalMs: number
}

/**
 * The median estimate of all comparable earlier runs; undefined without one.
 * @param tasks number of tasks started so far
 */
export function estimateRemaining(
  tasks: number,
  elapsedMs: number,
  earlier: readonly EarlierRun[],
): TimeEstimate | undefined {
  const comparable = earlier.filter(({ taskStartsMs }) => tasks > 0 && taskStartsMs.length >= tasks)
  if (comparable.length === 0) return undefined
  const estimates = comparable.map((run) => extrapolate(run, tasks, elapsedMs))
  return {
    remainingMs: median(estimates.map(({ remainingMs }) => remainingMs)),
    typicalMs: median(estimates.map(({ typicalMs }) => typicalMs)),
  }
}

/** Machines rarely differ in speed by more than this factor. */
const MAX_SPEED_RATIO = 4

/** Scales the rest of an earlier run by the ratio of this run's elapsed time to that run's. */
function extrapolate({ taskStartsMs, totalMs }: EarlierRun, tasks: number, elapsedMs: number): TimeEstimate {
  const next = taskStartsMs[tasks] ?? totalMs
  const speedRatio = Math.min(MAX_SPEED_RATIO, Math.max(1 / MAX_SPEED_RATIO, elapsedMs / Math.max(1, next)))
  return {
    remainingMs: Math.max(0, totalMs - next) * speedRatio,
    typicalMs: Math.max(0, next - (taskStartsMs[tasks - 1] ?? 0)) * speedRatio,
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}
