/** One host in one task: a single result, or the rounds of a loop that count as one. */
import type { FailedTask, HostProgress, PlayProgress, Progress, TaskProgress } from '@/lib/contract/run'
import { bounded } from './answer'
import type { AnsibleEvent, Counters, ResultStatus } from './event'

type Result = Extract<AnsibleEvent, { type: 'result' }>

/** How a host ended a task; `ignored` is a failure that an `...ignoring` took back. */
export type Ending = ResultStatus | 'ignored'

/** What is known of one host beside its view. */
export interface HostFold {
  name: string
  view: HostProgress
  /** Its counters when the last playbook run ended. */
  before: Counters
  /** The task it is in; undefined: none yet in this playbook run. */
  round: Round | undefined
  /** Failures of this playbook run that nothing took back, in order; some may turn out rescued. */
  failed: FailedTask[]
  hasRecap: boolean
}

export interface Round {
  readonly host: HostFold
  readonly play: PlayProgress | undefined
  readonly task: TaskProgress
  /** Which task of its play it is, from 1. */
  readonly place: number
  /** Undefined before the first line. */
  ending: Ending | undefined
  isLoop: boolean
  /** How many lines of a loop were seen. */
  rounds: number
  /** Nothing more can follow for this host in this task. */
  isClosed: boolean
  changed: boolean
  failure: FailedTask | undefined
}

/** How the list of failures stands. */
export interface Room {
  /** Failures that found none since it became full. */
  without: number
}

/** A log with more failures than these is not read by anybody; the counters still count them all. */
const MAX_FAILURES = 1000

/** Of a loop's rounds the one that ranks highest is its ending. */
const RANK: Readonly<Record<Ending, number>> = {
  skipped: 1,
  ok: 2,
  changed: 3,
  ignored: 4,
  failed: 5,
  unreachable: 6,
}

export const begin = (
  host: HostFold,
  play: PlayProgress | undefined,
  task: TaskProgress,
  place: number,
): Round => ({
  host,
  play,
  task,
  place,
  ending: undefined,
  isLoop: false,
  rounds: 0,
  isClosed: false,
  changed: false,
  failure: undefined,
})

/** Takes a result line into its round: of a loop's rounds the worst is its ending. */
export function take(round: Round, event: Result) {
  round.changed ||= event.status === 'changed' || event.changed === true
  if (event.item === undefined) round.isClosed = true
  else {
    round.isLoop = true
    round.rounds++
  }
  if (!round.ending || RANK[event.status] > RANK[round.ending]) end(round, event.status)
}

/** Sets how the round ends and counts it so, in place of what was counted before. */
export function end(round: Round, ending: Ending) {
  if (round.ending) count(round, round.ending, -1)
  count(round, ending, 1)
  round.ending = ending
}

function count(round: Round, ending: Ending, by: 1 | -1) {
  const { counters } = round.host.view
  const isOk = ending === 'ok' || ending === 'changed' || ending === 'ignored'
  if (isOk) counters.ok += by
  if (ending === 'changed' || (ending === 'ignored' && round.changed)) counters.changed += by
  if (!isOk || ending === 'ignored') counters[ending] += by
  round.task[ending === 'unreachable' ? 'failed' : ending] += by
}

/** An `...ignoring` takes a failure back: it counts as ok, and as changed where the module said so. */
export function ignore(round: Round) {
  end(round, 'ignored')
  round.host.view.state = round.changed ? 'changed' : 'ok'
  if (!round.failure) return
  round.failure.ignored = true
  const at = round.host.failed.lastIndexOf(round.failure)
  if (at >= 0) round.host.failed.splice(at, 1)
}

/** Undoes `ignore`. */
export function restore(round: Round) {
  end(round, 'failed')
  round.host.view.state = 'failed'
  if (!round.failure) return
  round.failure.ignored = false
  round.host.failed.push(round.failure)
}

/**
 * The host goes on with another task, which after a failure only a rescued one does (or one in an `always`
 * section: the recap tells), and after an unreachable one only where that is ignored; `isForgiven` says whether it
 may have been: in another play it goes on as well after a `meta: clear_host_errors`.
 */
export function leave(round: Round, isForgiven: boolean) {
  const { counters } = round.host.view
  if (round.ending === 'failed') {
    counters.failed--
    counters.rescued++
    if (round.failure) round.failure.rescued = true
  } else if (round.ending === 'unreachable' && isForgiven) {
    counters.unreachable--
    counters.skipped++
    if (round.failure) round.failure.ignored = true
  }
}

/** Notes a failure; those of a loop's rounds stand together, since they count as one. */
export function note(view: Progress, room: Room, round: Round, event: Result) {
  const message = event.item === undefined ? event.message : `(item=${event.item}) ${event.message}`
  if (round.failure) {
    round.failure.message = bounded(`${round.failure.message}\n${message}`)
    return
  }
  const { host, play, task } = round
  round.failure = {
    host: host.name,
    play: play?.name ?? '',
    task: task.name,
    line: event.line,
    message,
    ignored: false,
    rescued: false,
  }
  if (makeRoom(view, room)) view.failures.push(round.failure)
  if (host.failed.length < MAX_FAILURES) host.failed.push(round.failure)
}

/** How many failures that find no room pass before room is looked for again. */
const TRY_AGAIN_AFTER = 1000

/** Where the list is full, failures that were forgiven make room; the first that stayed are kept, since they explain the rest. */
function makeRoom(view: Progress, room: Room): boolean {
  const { failures } = view
  if (failures.length < MAX_FAILURES) return true
  if (room.without++ % TRY_AGAIN_AFTER > 0) return false
  const kept = failures.filter(({ ignored, rescued }) => !ignored && !rescued)
  if (kept.length === failures.length) return false
  room.without = 0
  failures.splice(0, failures.length, ...kept)
  return true
}
