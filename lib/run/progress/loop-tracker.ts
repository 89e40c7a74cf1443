/**
 * Finds the loop that an `...ignoring` belongs to. The line names no host, and under the free strategy results of other
 * hosts may come between it and its loop. A wrong guess is corrected later: a loop that continues was not ignored yet,
 * and a host that starts another task was (source: Ansible's plugins/callback/default.py, `v2_runner_on_failed`).
 */
import { type HostTask, ignoreFailure, restoreFailure } from './host-task'

/** Failed loops of a play by the name of their task; each set is in the order of their last lines. */
export type LoopTracker = Map<string, { failed: Set<HostTask>; ignored: Set<HostTask> }>

function loopsOfTask(loops: LoopTracker, name: string) {
  const known = loops.get(name)
  if (known) return known
  const none = { failed: new Set<HostTask>(), ignored: new Set<HostTask>() }
  loops.set(name, none)
  return none
}

/** Called when a loop continues: its `...ignoring` then belongs to another failed loop, if any. */
export function continueLoop(loops: LoopTracker, hostTask: HostTask) {
  const { failed, ignored } = loopsOfTask(loops, hostTask.task.name)
  const other = ignored.has(hostTask) ? longest(failed) : undefined
  if (!other) return
  markIgnored(loops, other)
  ignored.delete(hostTask)
  restoreFailure(hostTask)
}

/** Called after each result of a loop. A failed loop waits for `...ignoring`, ordered by its last line. */
export function trackFailure(loops: LoopTracker, hostTask: HostTask) {
  const { failed } = loopsOfTask(loops, hostTask.task.name)
  failed.delete(hostTask)
  if (hostTask.ending === 'failed') failed.add(hostTask)
}

/** The loop that was most likely ignored: the one with most iterations, then the one with the oldest last line. */
export const likelyIgnored = (loops: LoopTracker, task: string): HostTask | undefined =>
  longest(loopsOfTask(loops, task).failed)

/** Assigns an `...ignoring` to a failed loop. */
export function markIgnored(loops: LoopTracker, hostTask: HostTask) {
  const { failed, ignored } = loopsOfTask(loops, hostTask.task.name)
  failed.delete(hostTask)
  ignored.add(hostTask)
  ignoreFailure(hostTask)
}

/**
 * Called when the loop's host starts another task. If any loop of the task was ignored, this one was too: reassigns the
 * `...ignoring` of a loop whose host has not continued.
 */
export function closeLoop(loops: LoopTracker, hostTask: HostTask) {
  const { failed, ignored } = loopsOfTask(loops, hostTask.task.name)
  ignored.delete(hostTask)
  if (!failed.delete(hostTask)) return
  const other = shortest(ignored)
  if (!other) return
  ignored.delete(other)
  restoreFailure(other)
  failed.add(other)
  ignoreFailure(hostTask)
}

function longest(loops: Set<HostTask>): HostTask | undefined {
  let found: HostTask | undefined
  for (const loop of loops) if (!found || loop.iterations > found.iterations) found = loop
  return found
}

function shortest(loops: Set<HostTask>): HostTask | undefined {
  let found: HostTask | undefined
  for (const loop of loops) if (!found || loop.iterations < found.iterations) found = loop
  return found
}
