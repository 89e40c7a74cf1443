/**
 * Start times of a run's tasks, stored with the run so that later runs can estimate their remaining time. The file has
 * one line per task, `NUMBER MILLISECONDS`. If two processes follow the same run, the first line of a task counts.
 */
import { appendFile, readFile } from 'node:fs/promises'
import type { RunView } from '@/lib/contract/run'
import { type EarlierRun, estimateRemaining } from '@/lib/run/remaining-install-time'

/** More than any playbook has; protects against an arbitrary log. */
const MAX_TASKS = 50_000

export class TaskTimings {
  #writing: Promise<void> = Promise.resolve()

  private constructor(
    private readonly path: string,
    private readonly taskStarts: number[],
    private readonly earlier: readonly EarlierRun[],
  ) {}

  /** @param path file of the timings; need not exist */
  static async open(path: string, earlier: readonly EarlierRun[]): Promise<TaskTimings> {
    return new TaskTimings(path, await readTaskStarts(path), earlier)
  }

  /** Records that `tasks` tasks have started, `elapsedMs` after the run's start. */
  record(tasks: number, elapsedMs: number): void {
    const lines: string[] = []
    while (this.taskStarts.length < Math.min(tasks, MAX_TASKS)) {
      lines.push(`${this.taskStarts.length} ${Math.round(elapsedMs)}\n`)
      this.taskStarts.push(elapsedMs)
    }
    if (lines.length === 0) return
    // A failed write only makes later estimates less precise.
    this.#writing = this.#writing
      .then(() => appendFile(this.path, lines.join(''), { mode: 0o600 }))
      .catch(() => undefined)
  }

  /** Estimates the remaining time from earlier runs; undefined without earlier runs. */
  estimate(elapsedMs: number): RunView['estimate'] {
    const estimate = estimateRemaining(this.taskStarts.length, elapsedMs, this.earlier)
    return (
      estimate && { ...estimate, taskMs: Math.max(0, Math.round(elapsedMs - (this.taskStarts.at(-1) ?? 0))) }
    )
  }

  close(): Promise<void> {
    return this.#writing
  }
}

/** Reads the start times of a run's tasks, in milliseconds; empty without a file. */
export async function readTaskStarts(path: string): Promise<number[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const starts: number[] = []
  for (const [, task, ms] of text.matchAll(/^(\d{1,6}) (\d{1,12})\n/gm))
    if (Number(task) === starts.length) starts.push(Number(ms))
  return starts
}

/** Elapsed time of a run, from the monotonic clocks of the taskbox and of this process. The wall clock may jump. */
export class ElapsedTime {
  #lastReading: { ms: number; at: number } | undefined
  #isStopped = false

  /** @param seconds as counted by the taskbox; undefined if unknown */
  update(seconds: number | undefined): void {
    if (seconds !== undefined && !this.#isStopped)
      this.#lastReading = { ms: seconds * 1000, at: performance.now() }
  }

  stop(ms: number | undefined): void {
    if (ms !== undefined) this.#lastReading = { ms, at: performance.now() }
    this.#isStopped = true
  }

  /** Milliseconds; undefined before the first reading. */
  get ms(): number | undefined {
    if (!this.#lastReading) return undefined
    return Math.round(this.#lastReading.ms + (this.#isStopped ? 0 : performance.now() - this.#lastReading.at))
  }
}
