import type { RunView } from '@/lib/contract/run'
import type { FailedTask, PlayProgress, TaskProgress } from '@/lib/run/progress/progress'
import type { RunState } from '@/lib/run/state'
import { ENDED_STATES } from '@/lib/run/state'

export type PlayState = 'done' | 'current' | 'failed' | 'stopped'
export type TaskState = 'ok' | 'changed' | 'skipped' | 'failed' | 'ignored' | 'rescued' | 'current'

/** A task of a play; unlike in `TaskProgress`, `failed` excludes rescued failures. */
export interface PlayTask extends TaskProgress {
  rescued: number
}

export interface Play {
  key: string
  name: string
  state: PlayState
  tasks: readonly PlayTask[]
  /** Real failures of all its tasks. */
  failed: number
}

/** Whether the installer has ended, with any outcome. A lost connection is not an end. */
export function hasEnded(state: RunState): boolean {
  return ENDED_STATES.has(state) && state !== 'lost'
}

/** The plays of a run with their state. All but the last have ended; between playbooks, the last too. */
export function toPlays({
  progress,
  state,
  isBetweenPlaybooks = false,
}: Pick<RunView, 'progress' | 'state' | 'isBetweenPlaybooks'>): Play[] {
  const rescued = rescuedByTask(progress.failures)
  return progress.plays.map((play, at) => {
    const last = at === progress.plays.length - 1
    const tasks = tasksOf(play, rescued, progress.plays[at + 1]?.line)
    const failed = tasks.reduce((sum, task) => sum + task.failed, 0)
    return {
      key: playKey(play),
      name: play.name,
      tasks,
      failed,
      state: playState(state, last && !isBetweenPlaybooks, failed),
    }
  })
}

/** The play and task that Ansible is running; undefined outside of its playbooks. */
export function currentTask({
  progress: { plays, retrying },
  isBetweenPlaybooks = false,
}: Pick<RunView, 'progress' | 'isBetweenPlaybooks'>): { play: string; task: string } | undefined {
  const play = plays.at(-1)
  if (!play || isBetweenPlaybooks) return undefined
  return { play: play.name, task: retrying?.task ?? play.tasks.at(-1)?.name ?? '' }
}

/** Lines of rescued failures, by the name of the task. */
function rescuedByTask(failures: readonly FailedTask[]): Map<string, number[]> {
  const lines = new Map<string, number[]>()
  for (const { task, line, rescued } of failures)
    if (rescued) lines.set(task, [...(lines.get(task) ?? []), line])
  return lines
}

/** The tasks of a play. A rescued failure belongs to the last preceding task of its name. */
function tasksOf(
  { tasks }: PlayProgress,
  rescued: ReadonlyMap<string, readonly number[]>,
  nextPlay = Number.POSITIVE_INFINITY,
): PlayTask[] {
  return tasks.map((task, at) => {
    const lines = task.failed > 0 ? rescued.get(task.name) : undefined
    if (!lines) return { ...task, rescued: 0 }
    const end = tasks.slice(at + 1).find(({ name }) => name === task.name)?.line ?? nextPlay
    const rescuedHere = lines.filter((line) => line >= task.line && line < end).length
    const count = Math.min(rescuedHere, task.failed)
    return { ...task, failed: task.failed - count, rescued: count }
  })
}

/** Names of plays are not unique, but their lines are. */
function playKey({ line, name }: PlayProgress): string {
  return `${line} ${name}`
}

function playState(run: RunState, last: boolean, failed: number): PlayState {
  if (last && !hasEnded(run)) return 'current'
  if (last && run === 'stopped') return 'stopped'
  return failed > 0 ? 'failed' : 'done'
}

/** The worst state of a task's results; `current` while the task runs without a failure. */
export function taskState(task: PlayTask, current: boolean): TaskState {
  if (task.failed > 0) return 'failed'
  if (current) return 'current'
  if (task.rescued > 0) return 'rescued'
  if (task.ignored > 0) return 'ignored'
  if (task.changed > 0) return 'changed'
  return task.ok === 0 && task.skipped > 0 ? 'skipped' : 'ok'
}
