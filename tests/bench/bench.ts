/** One row of a benchmark's table. Times are in seconds; with a `ratio` below 1, Taskbox is faster than its peer. */
export interface Row {
  what: string
  taskbox: string
  peer: string
  ratio: string
  goal: string
}

export type Bench = () => Promise<Row[]>

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Measures the duration of `work` in seconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

export const seconds = (value: number) => `${value.toFixed(2)} s`

/** Formats the range of the values, since a single figure hides noise. */
export function spread(values: readonly number[]): string {
  return `${seconds(median(values))} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`
}
