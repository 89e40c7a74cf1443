/**
 * Which loop an `...ignoring` is for: it names no host, and under the free strategy other hosts' rounds may stand
 * between a loop's last one and its own. A guess that turns out wrong is handed on, so that none is lost: a loop
 * that goes on was not the one, and a host that goes on with another task was (source: Ansible's
 * plugins/callback/default.py, `v2_runner_on_failed`).
 */
import { ignore, type Round, restore } from './round'

/** The loops of a play that failed, by the names of their tasks; each set in the order of their last lines. */
export type Loops = Map<string, { failed: Set<Round>; ignored: Set<Round> }>

function ofTask(loops: Loops, name: string) {
  const known = loops.get(name)
  if (known) return known
  const none = { failed: new Set<Round>(), ignored: new Set<Round>() }
  loops.set(name, none)
  return none
}

/** A loop goes on: an `...ignoring` that it was given belongs to another, where another failed. */
export function resume(loops: Loops, round: Round) {
  const { failed, ignored } = ofTask(loops, round.task.name)
  const other = ignored.has(round) ? longest(failed) : undefined
  if (!other) return
  forgive(loops, other)
  ignored.delete(round)
  restore(round)
}

/** A loop's line was taken: a failed one waits for its `...ignoring`, behind those that have been silent longer. */
export function wait(loops: Loops, round: Round) {
  const { failed } = ofTask(loops, round.task.name)
  failed.delete(round)
  if (round.ending === 'failed') failed.add(round)
}

/** The loop of a task that an `...ignoring` is most likely for: the one with most rounds, then the longest silent. */
export const likeliest = (loops: Loops, task: string): Round | undefined =>
  longest(ofTask(loops, task).failed)

/** Takes a failed loop as the one that an `...ignoring` was for. */
export function forgive(loops: Loops, round: Round) {
  const { failed, ignored } = ofTask(loops, round.task.name)
  failed.delete(round)
  ignored.add(round)
  ignore(round)
}

/**
 * The loop's host goes on with another task. Where one of its task's failures was ignored, its own was too: an
 * `...ignoring` that another loop got, whose host has not gone on, is its.
 */
export function quit(loops: Loops, round: Round) {
  const { failed, ignored } = ofTask(loops, round.task.name)
  ignored.delete(round)
  if (!failed.delete(round)) return
  const other = shortest(ignored)
  if (!other) return
  ignored.delete(other)
  restore(other)
  failed.add(other)
  ignore(round)
}

function longest(loops: Set<Round>): Round | undefined {
  let found: Round | undefined
  for (const loop of loops) if (!found || loop.rounds > found.rounds) found = loop
  return found
}

function shortest(loops: Set<Round>): Round | undefined {
  let found: Round | undefined
  for (const loop of loops) if (!found || loop.rounds < found.rounds) found = loop
  return found
}
