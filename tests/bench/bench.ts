/** One line of a bench's table. Times are seconds; `ratio` is Taskbox against its peer, below 1 is faster. */
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

/** Seconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

export const seconds = (value: number) => `${value.toFixed(2)} s`

/** A range as it was seen, since one figure hides the noise. */
export function spread(values: readonly number[]): string {
  return `${seconds(median(values))} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`
}
