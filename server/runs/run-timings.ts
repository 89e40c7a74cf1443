/**
 * When each task of a run began, kept beside its record for the runs that come after it. A line a task, `NUMBER
 * MILLISECONDS`; of two processes that follow the same run, the first to write one is right.
 */
import { appendFile, readFile } from 'node:fs/promises'
import type { RunView } from '@/lib/contract/run'
import { type EarlierRun, estimateRemaining } from '@/lib/run/remaining-time'

/** Nobody's playbooks have more; a stranger's log might. */
const MAX_TASKS = 50_000

export class TaskTimings {
  #writing: Promise<void> = Promise.resolve()

  private constructor(
    private readonly path: string,
    private readonly taskStarts: number[],
    private readonly earlier: readonly EarlierRun[],
  ) {}

  /** @param path where it is kept; it need not exist */
  static async open(path: string, earlier: readonly EarlierRun[]): Promise<TaskTimings> {
    return new TaskTimings(path, await readTaskStarts(path), earlier)
  }

  /** So many tasks have begun by now, so many milliseconds after the start. */
  record(tasks: number, elapsedMs: number): void {
    const lines: string[] = []
    while (this.taskStarts.length < Math.min(tasks, MAX_TASKS)) {
      lines.push(`${this.taskStarts.length} ${Math.round(elapsedMs)}\n`)
      this.taskStarts.push(elapsedMs)
    }
    if (lines.length === 0) return
    // Where it cannot be kept, later runs know less, and nothing else is lost.
    this.#writing = this.#writing
      .then(() => appendFile(this.path, lines.join(''), { mode: 0o600 }))
      .catch(() => undefined)
  }

  /** How it goes, compared with earlier runs; undefined where there are none. */
  estimate(elapsedMs: number): RunView['pace'] {
    const pace = estimateRemaining(this.taskStarts.length, elapsedMs, this.earlier)
    return pace && { ...pace, taskMs: Math.max(0, Math.round(elapsedMs - (this.taskStarts.at(-1) ?? 0))) }
  }

  close(): Promise<void> {
    return this.#writing
  }
}

/** When the tasks of a run began; none where nobody noted it. */
export async function readTaskStarts(path: string): Promise<number[]> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const begun: number[] = []
  for (const [, task, ms] of text.matchAll(/^(\d{1,6}) (\d{1,12})\n/gm))
    if (Number(task) === begun.length) begun.push(Number(ms))
  return begun
}
