/** From clues to a diagnosis: which known failures explain what failed, the likeliest first. */
import type { Diagnosis, FailedTask } from '@/lib/contract/run'
import type { Clue, Evidence } from './evidence'
import { depth, rootsOf } from './roots'
import { signatureOf } from './signatures'

/** Nobody reads more; there may be thousands of hosts with the same trouble. */
const MAX_DIAGNOSES = 50

/**
 * The known failures behind `failures`. What was ignored or rescued explains nothing and is left out; a line that
 * belongs to no failed task (`ansible-playbook: command not found`) counts where no failed task explains itself, or
 * where it brings about what a failed task says. The root stands before its consequence, then what is certain before
 * what is likely, then what came first.
 */
export function diagnose(failures: readonly FailedTask[], evidence: Evidence): Diagnosis[] {
  const real = failures.filter((failure) => !failure.ignored && !failure.rescued)
  const tasks = new Set(real.map((failure) => failure.task))
  const ranked = [...evidence.clues.values()].flatMap((clue) => {
    const place = rank(clue, failures, tasks)
    return place === undefined ? [] : [{ clue, rank: place }]
  })
  const kept = explaining(ranked)
  const found = new Set(kept.map(({ clue }) => clue.id))
  const sorted = kept
    .map((one) => ({ ...one, depth: depth(one.clue.id, found) }))
    .sort(
      (a, b) =>
        a.depth - b.depth || a.rank - b.rank || a.clue.line - b.clue.line || b.clue.length - a.clue.length,
    )
  return onceEach(sorted.map(({ clue }) => clue)).slice(0, MAX_DIAGNOSES)
}

interface Ranked {
  clue: Clue
  rank: number
}

/** Where a failed task explains itself, of the rest only what brought that about is kept. */
function explaining(ranked: readonly Ranked[]): Ranked[] {
  const told = ranked.filter(({ rank }) => rank !== POSSIBLE)
  if (told.length === 0) return [...ranked]
  const roots = new Set(told.flatMap(({ clue }) => rootsOf(clue.id)))
  return ranked.filter(({ rank, clue }) => rank !== POSSIBLE || roots.has(clue.id))
}

/** In a failed task's own answer; in the output while that task ran; elsewhere. */
const CERTAIN = 0
const LIKELY = 1
const POSSIBLE = 2

function rank(clue: Clue, failures: readonly FailedTask[], tasks: ReadonlySet<string>): number | undefined {
  if (clue.from === 'failure') return isReal(clue, failures) ? CERTAIN : undefined
  if (signatureOf(clue.id)?.isHarmless) return undefined
  if (tasks.has(clue.task) || (clue.from === 'retry' && endsOne(clue.task, tasks))) return LIKELY
  return clue.from === 'text' ? POSSIBLE : undefined
}

/** A retry may come before its task's banner, and names the task without its role. */
const endsOne = (task: string, tasks: ReadonlySet<string>): boolean =>
  [...tasks].some((name) => name === task || name.endsWith(` : ${task}`))

/** A loop's rounds are one failure, at the line of the first. */
function isReal(clue: Clue, failures: readonly FailedTask[]): boolean {
  const failure = failures.findLast(
    ({ host, task, line }) => host === clue.host && task === clue.task && line <= clue.line,
  )
  return failure !== undefined && !failure.ignored && !failure.rescued
}

/** The same failure of the same host is said once; one without a host only where no host has it. */
function onceEach(clues: readonly Clue[]): Diagnosis[] {
  const withHost = new Set(clues.filter(({ host }) => host).map(({ id }) => id))
  const said = new Set<string>()
  return clues
    .filter(({ id, host }) => {
      const key = `${id} ${host}`
      if (said.has(key) || (!host && withHost.has(id))) return false
      said.add(key)
      return true
    })
    .map(({ id, host, task, line }) => ({ id, host, task, line }))
}
