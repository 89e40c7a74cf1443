import type { PlayProgress, RunState, RunView, TaskProgress } from '@/lib/contract/run'
import { ENDED } from '@/lib/contract/run'

export type PhaseState = 'done' | 'current' | 'failed' | 'stopped'
export type TaskState = 'ok' | 'changed' | 'skipped' | 'failed' | 'ignored' | 'current'

export interface Phase {
  key: string
  name: string
  state: PhaseState
  tasks: readonly TaskProgress[]
  /** Results of all its tasks that failed and stayed failed. */
  failed: number
}

/** Whether the installer is past its work, one way or another. A lost connection is not an end. */
export function hasEnded(state: RunState): boolean {
  return ENDED.has(state) && state !== 'lost'
}

/** The plays as phases of the run: all but the last are over. */
export function phasesOf({ progress, state }: Pick<RunView, 'progress' | 'state'>): Phase[] {
  return progress.plays.map((play, at) => {
    const last = at === progress.plays.length - 1
    const failed = play.tasks.reduce((sum, task) => sum + task.failed, 0)
    return {
      key: keyOf(play),
      name: play.name,
      tasks: play.tasks,
      failed,
      state: phaseState(state, last, failed),
    }
  })
}

/** A play has no name of its own that lasts; its line has. */
function keyOf({ line, name }: PlayProgress): string {
  return `${line} ${name}`
}

function phaseState(run: RunState, last: boolean, failed: number): PhaseState {
  if (last && !hasEnded(run)) return 'current'
  if (last && run === 'stopped') return 'stopped'
  return failed > 0 ? 'failed' : 'done'
}

/** How a task came out, worst first; `current` while it is the one at work. */
export function taskState(task: TaskProgress, current: boolean): TaskState {
  if (task.failed > 0) return 'failed'
  if (current) return 'current'
  if (task.ignored > 0) return 'ignored'
  if (task.changed > 0) return 'changed'
  return task.ok === 0 && task.skipped > 0 ? 'skipped' : 'ok'
}
