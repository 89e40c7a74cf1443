/** Ranks the matches of a log: which known failures explain the failed tasks, the most likely first. */

import type { FailedTask } from '@/lib/run/progress/progress'
import { realFailures } from '@/lib/run/progress/progress'
import type { Diagnosis } from './diagnosis'
import type { Match, Matches } from './matches'
import { causeDepths, causesOf } from './root-causes'
import { findSignature } from './signatures'

/** Thousands of hosts may have the same problem. */
const MAX_DIAGNOSES = 50

/**
 * The known failures that explain `failures`. Ignored and rescued failures are left out. A line outside of any failed task
 * (`ansible-playbook: command not found`) counts if no failed task has a match of its own, or if it causes the match of
 * one. Order: root causes first, then certain before likely, then by line.
 */
export function diagnose(failures: readonly FailedTask[], matches: Matches): Diagnosis[] {
  const tasks = new Set(realFailures(failures).map(({ task }) => task))
  const all = [...matches.found.values()].flatMap((match) => {
    const rank = isDisproved(match, matches) ? DISPROVED : rankOf(match, failures, tasks)
    return rank === undefined ? [] : [{ match, rank }]
  })
  const relevant = withoutVague(withoutUnrelated(all))
  const depthOf = causeDepths(new Set(relevant.map(({ match }) => match.id)))
  const sorted = relevant
    .map((ranked) => ({ ...ranked, depth: depthOf(ranked.match.id) }))
    .sort(
      (a, b) =>
        a.depth - b.depth ||
        a.rank - b.rank ||
        a.match.line - b.match.line ||
        b.match.length - a.match.length,
    )
  return withoutDuplicates(sorted.map(({ match }) => match)).slice(0, MAX_DIAGNOSES)
}

interface Ranked {
  match: Match
  rank: number
}

/**
 * If failed tasks have matches, drops every other match that is not a cause of one of those. Disproved matches are
 * always dropped unless they are such a cause.
 */
function withoutUnrelated(all: readonly Ranked[]): Ranked[] {
  const related = all.filter(({ rank }) => rank < POSSIBLE)
  if (related.length === 0) return all.filter(({ rank }) => rank !== DISPROVED)
  const causes = new Set(related.flatMap(({ match }) => causesOf(match.id)))
  return all.filter(({ rank, match }) => rank < POSSIBLE || causes.has(match.id))
}

/**
 * Drops vague matches of tasks that have another match on the same host. A match in the output of a task names no host, so
 * it may belong to any, and a retry names the task without its role.
 */
function withoutVague(all: readonly Ranked[]): Ranked[] {
  const isVague = ({ match }: Ranked) => findSignature(match.id)?.isVague === true
  const explained = new Set(
    all
      .filter((ranked) => !isVague(ranked))
      .flatMap(({ match: { host, task } }) =>
        [task, withoutRole(task)].flatMap((name) => [`${host} ${name}`, `* ${name}`]),
      ),
  )
  const isExplained = ({ match: { host, task, outside } }: Ranked) =>
    !outside && [host || '*', ''].some((name) => explained.has(`${name} ${task}`))
  return all.filter((ranked) => !isVague(ranked) || !isExplained(ranked))
}

const withoutRole = (task: string): string =>
  task.slice(task.indexOf(' : ') < 0 ? 0 : task.indexOf(' : ') + 3)

/** In the module result of a failed task; in the output while that task ran; elsewhere. */
const CERTAIN = 0
const LIKELY = 1
const POSSIBLE = 2
/** Whether the installer reported it before Ansible started, so that it cannot have ended the installation. */
const DISPROVED = 3

function isDisproved({ id, line, outside }: Match, { startedAt }: Matches): boolean {
  return outside && line < startedAt && findSignature(id)?.preventsAnsible === true
}

function rankOf(
  match: Match,
  failures: readonly FailedTask[],
  tasks: ReadonlySet<string>,
): number | undefined {
  if (match.from === 'failure') return isRealFailure(match, failures) ? CERTAIN : undefined
  if (findSignature(match.id)?.isHarmless) return undefined
  if (tasks.has(match.task) || (match.from === 'retry' && isRetryOf(match.task, tasks))) return LIKELY
  return match.from === 'text' ? POSSIBLE : undefined
}

/** A retry may precede its task's banner, and names the task without its role. */
const isRetryOf = (task: string, tasks: ReadonlySet<string>): boolean =>
  [...tasks].some((name) => name === task || name.endsWith(` : ${task}`))

/** The iterations of a loop are one failure, at the line of the first. */
function isRealFailure(match: Match, failures: readonly FailedTask[]): boolean {
  const failure = failures.findLast(
    ({ host, task, line }) => host === match.host && task === match.task && line <= match.line,
  )
  return failure !== undefined && !failure.ignored && !failure.rescued
}

/** One entry for each failure and host; one without a host only where no host has it. */
function withoutDuplicates(matches: readonly Match[]): Diagnosis[] {
  const withHost = new Set(matches.filter(({ host }) => host).map(({ id }) => id))
  const seen = new Set<string>()
  return matches
    .filter(({ id, host }) => {
      const key = `${id} ${host}`
      if (seen.has(key) || (!host && withHost.has(id))) return false
      seen.add(key)
      return true
    })
    .map(({ id, host, task, line, facts }) => ({ id, host, task, line, ...(facts && { facts }) }))
}
