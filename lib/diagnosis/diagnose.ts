/** From clues to a diagnosis: which known failures explain what failed, the likeliest first. */
import type { Diagnosis, FailedTask } from '@/lib/contract/run'
import type { Clue, Evidence } from './evidence'

/** Nobody reads more; there may be thousands of hosts with the same trouble. */
const MAX_DIAGNOSES = 50

/**
 * The known failures behind `failures`. What was ignored or rescued explains nothing and is left out; a line that
 * belongs to no failed task (`ansible-playbook: command not found`) counts where no failed task explains itself.
 * In order of certainty, then of time: what came first is more often the cause.
 */
export function diagnose(failures: readonly FailedTask[], evidence: Evidence): Diagnosis[] {
  const real = failures.filter((failure) => !failure.ignored && !failure.rescued)
  const tasks = new Set(real.map((failure) => failure.task))
  const ranked = [...evidence.clues.values()]
    .map((clue) => ({ clue, rank: rank(clue, failures, tasks) }))
    .filter(({ rank }) => rank !== undefined)
    .sort(
      (a, b) => Number(a.rank) - Number(b.rank) || a.clue.line - b.clue.line || b.clue.length - a.clue.length,
    )
  const isExplained = ranked.some(({ rank }) => rank === CERTAIN || rank === LIKELY)
  const kept = ranked.filter(({ rank }) => !isExplained || rank !== POSSIBLE).map(({ clue }) => clue)
  return onceEach(kept).slice(0, MAX_DIAGNOSES)
}

/** In a failed task's own answer; in the output while that task ran; elsewhere. */
const CERTAIN = 0
const LIKELY = 1
const POSSIBLE = 2

function rank(clue: Clue, failures: readonly FailedTask[], tasks: ReadonlySet<string>): number | undefined {
  if (clue.from === 'failure') return isReal(clue, failures) ? CERTAIN : undefined
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
