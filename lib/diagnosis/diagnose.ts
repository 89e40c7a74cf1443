/** Ranks the matches of a log: which known failures explain the failed tasks, the most likely first. */

import type { FailedTask } from '@/lib/run/progress/progress'
import { realFailures } from '@/lib/run/progress/progress'
import type { Diagnosis } from './diagnosis'
import { isInResult, type Match, type Matches } from './matches'
import { areRelated, causeDepths, causesOf } from './root-causes'
import { findSignature } from './signatures'

/** Thousands of hosts may have the same problem. */
const MAX_DIAGNOSES = 50

/**
 * The known failures that explain `failures`. Ignored and rescued failures are left out. A line that belongs to no task
 * (`ansible-playbook: command not found`) counts if no failed task has a match of its own, or if it causes the match of
 * one; a line of a task that did not fail, only in the latter case. Order: root causes first, then certain before likely, then by line.
 */
export function diagnose(failures: readonly FailedTask[], matches: Matches): Diagnosis[] {
  const real = realFailures(failures)
  const all = [...matches.found.values()].flatMap((match) => {
    const rank = rankOf(match, failures, real)
    if (rank === undefined) return []
    return [{ match, rank: rank === POSSIBLE && isDisproved(match, matches) ? DISPROVED : rank }]
  })
  const relevant = withoutVague(withoutOutranked(withoutUnrelated(all), real))
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

/**
 * Drops matches that the reason of the same failure outranks: in the output of its command, and in the retries and lines
 * before it. Causes and consequences of that reason stay.
 */
function withoutOutranked(all: readonly Ranked[], real: readonly FailedTask[]): Ranked[] {
  const reasons = all.filter(({ match: { id, from } }) => from === 'failure' && !findSignature(id)?.isVague)
  const isOutranked = ({ match }: Ranked): boolean => {
    const failed = real.filter((failure) => explains(match, failure))
    const known = failed.map(({ host, task }) =>
      reasons.filter((reason) => reason.match.host === host && reason.match.task === task),
    )
    return (
      known.length > 0 &&
      known.every((those) => those.length > 0) &&
      !known.flat().some((reason) => areRelated(reason.match.id, match.id))
    )
  }
  return all.filter((ranked) => ranked.match.from === 'failure' || !isOutranked(ranked))
}

/** Whether a match is in a failure, or precedes it in the same task. Only results and newer retries name a host. */
const explains = ({ from, host, task }: Match, failure: FailedTask): boolean =>
  (host === '' || host === failure.host) &&
  (failure.task === task || (from === 'retry' && isRetryOf(task, failure.task)))

/** A retry may precede its task's banner, and names the task without its role. */
const isRetryOf = (task: string, name: string): boolean => name.endsWith(` : ${task}`)

/** In the result of a failed task; in the output while that task ran; elsewhere. */
const CERTAIN = 0
const LIKELY = 1
const POSSIBLE = 2
/** Counts only as the cause of another match. */
const DISPROVED = 3

/**
 * Whether a line cannot have ended the installation: the installer printed it before Ansible started, or Ansible printed
 * it in a task that another task followed.
 */
function isDisproved({ id, from, line, outside, isError, task }: Match, matches: Matches): boolean {
  if (outside) return line < matches.startedAt && findSignature(id)?.preventsAnsible === true
  return from === 'text' && !isError && !(matches.isInPlaybook && task === matches.task)
}

function rankOf(
  match: Match,
  failures: readonly FailedTask[],
  real: readonly FailedTask[],
): number | undefined {
  if (isInResult(match.from)) return isRealFailure(match, failures) ? CERTAIN : undefined
  if (findSignature(match.id)?.isHarmless) return undefined
  if (real.some((failure) => explains(match, failure))) return LIKELY
  return match.from === 'text' ? POSSIBLE : undefined
}

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
