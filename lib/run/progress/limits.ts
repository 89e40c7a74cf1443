/** Limits the plays and tasks that `Progress` lists to the newest ones, since a log may have any number of them. */
import type { PlayProgress, Progress, TaskProgress } from './progress'

/** The largest installer has some two thousand tasks. Older tasks are only counted. */
const MAX_TASKS = 5000
const MAX_PLAYS = 1000
/** Number dropped at a time: dropping one by one would move the whole array for each new entry. */
const DROP_BATCH = 500

export function appendPlay(view: Progress, play: PlayProgress) {
  view.plays.push(play)
  view.totals.plays++
  if (view.plays.length >= MAX_PLAYS + DROP_BATCH) dropPlays(view, DROP_BATCH)
}

export function appendTask(view: Progress, play: PlayProgress, task: TaskProgress) {
  play.tasks.push(task)
  view.totals.tasks++
  let listed = view.totals.tasks - view.totals.dropped
  if (listed < MAX_TASKS + DROP_BATCH) return
  while (listed > MAX_TASKS && view.plays.length > 1) listed -= dropPlays(view, 1)
  if (listed > MAX_TASKS) view.totals.dropped += play.tasks.splice(0, listed - MAX_TASKS).length
}

/** Returns how many tasks the oldest plays had. */
function dropPlays(view: Progress, count: number): number {
  const tasks = view.plays.splice(0, count).reduce((sum, play) => sum + play.tasks.length, 0)
  view.totals.dropped += tasks
  return tasks
}
