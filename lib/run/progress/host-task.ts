/** One host in one task: a single result, or the iterations of a loop, which count as one. */

import type { AnsibleEvent, Counters, ResultStatus } from '@/lib/log/ansible/event'
import { truncateMiddle } from '@/lib/log/ansible/module-result'
import { detachString } from '@/lib/log/lines'
import type { FailedTask, HostProgress, PlayProgress, Progress, TaskProgress } from './progress'

type Result = Extract<AnsibleEvent, { type: 'result' }>

/** How a host ended a task; `ignored` is a failure that was followed by `...ignoring`. */
export type Ending = ResultStatus | 'ignored'

/** One host, with more than its view shows. */
export interface HostState {
  name: string
  view: HostProgress
  /** Its counters at the end of the previous playbook run. */
  previousCounters: Counters
  /** Its current task; undefined before its first one in this playbook run. */
  current: HostTask | undefined
  /** Failures of this playbook run that were not ignored, in order; some may turn out rescued. */
  failed: FailedTask[]
  /** Those of them that were certainly rescued. */
  rescued: Set<FailedTask>
  /** Number of them at the start of the host's current play. A host that was not rescued takes part in no later play. */
  failedBeforePlay: number
  hasRecap: boolean
}

export interface HostTask {
  readonly host: HostState
  readonly play: PlayProgress | undefined
  readonly task: TaskProgress
  /** Number of the task in its play, from 1. */
  readonly number: number
  /** Undefined before the first result. */
  ending: Ending | undefined
  isLoop: boolean
  /** Iterations of the loop so far. */
  iterations: number
  /** The host cannot have another result in this task. */
  isClosed: boolean
  changed: boolean
  failure: FailedTask | undefined
}

/** Overflow of the list of failures. */
export interface FailureOverflow {
  /** Failures that were not listed since the list became full. */
  unlisted: number
}

/** More failures are counted but not listed. */
const MAX_FAILURES = 1000

/** The iteration with the highest rank decides how a loop ends. */
const RANK: Readonly<Record<Ending, number>> = {
  skipped: 1,
  ok: 2,
  changed: 3,
  ignored: 4,
  failed: 5,
  unreachable: 6,
}

export const startTask = (
  host: HostState,
  play: PlayProgress | undefined,
  task: TaskProgress,
  number: number,
): HostTask => ({
  host,
  play,
  task,
  number,
  ending: undefined,
  isLoop: false,
  iterations: 0,
  isClosed: false,
  changed: false,
  failure: undefined,
})

/** Adds a result: the worst iteration decides how a loop ends. */
export function addResult(hostTask: HostTask, event: Result) {
  hostTask.changed ||= event.status === 'changed' || event.changed === true
  if (event.item === undefined) hostTask.isClosed = true
  else {
    hostTask.isLoop = true
    hostTask.iterations++
  }
  if (!hostTask.ending || RANK[event.status] > RANK[hostTask.ending]) setEnding(hostTask, event.status)
}

/** Sets how the task ends for its host, and corrects the counters. */
export function setEnding(hostTask: HostTask, ending: Ending) {
  if (hostTask.ending) count(hostTask, hostTask.ending, -1)
  count(hostTask, ending, 1)
  hostTask.ending = ending
}

function count(hostTask: HostTask, ending: Ending, by: 1 | -1) {
  const { counters } = hostTask.host.view
  const isOk = ending === 'ok' || ending === 'changed' || ending === 'ignored'
  if (isOk) counters.ok += by
  if (ending === 'changed' || (ending === 'ignored' && hostTask.changed)) counters.changed += by
  if (!isOk || ending === 'ignored') counters[ending] += by
  hostTask.task[ending === 'unreachable' ? 'failed' : ending] += by
}

/** Applies `...ignoring`: the failure counts as ok, and as changed where the module reported a change. */
export function ignoreFailure(hostTask: HostTask) {
  setEnding(hostTask, 'ignored')
  hostTask.host.view.state = hostTask.changed ? 'changed' : 'ok'
  if (!hostTask.failure) return
  hostTask.failure.ignored = true
  const at = hostTask.host.failed.lastIndexOf(hostTask.failure)
  if (at >= 0) hostTask.host.failed.splice(at, 1)
}

/** Undoes `ignoreFailure`. */
export function restoreFailure(hostTask: HostTask) {
  setEnding(hostTask, 'failed')
  hostTask.host.view.state = 'failed'
  if (!hostTask.failure) return
  hostTask.failure.ignored = false
  hostTask.host.failed.push(hostTask.failure)
}

/**
 * Updates the counters of a host that starts another task. After a failure, only a rescued host does so (or one in an
 * `always` section: the recap decides). An unreachable host does so if the failure was ignored (`isIgnored`), or in
 * another play after `meta: clear_host_errors`.
 */
export function finishTask(hostTask: HostTask, isIgnored: boolean) {
  const { counters } = hostTask.host.view
  if (hostTask.ending === 'failed') {
    counters.failed--
    counters.rescued++
    if (hostTask.failure) hostTask.failure.rescued = true
  } else if (hostTask.ending === 'unreachable' && isIgnored) {
    counters.unreachable--
    counters.skipped++
    if (hostTask.failure) hostTask.failure.ignored = true
  }
}

/** Lists a failure. The failed iterations of a loop share one entry, since they count as one. */
export function recordFailure(view: Progress, overflow: FailureOverflow, hostTask: HostTask, event: Result) {
  const message =
    event.item === undefined ? event.message : detachString(`(item=${event.item}) ${event.message}`)
  if (hostTask.failure) {
    hostTask.failure.message = truncateMiddle(`${hostTask.failure.message}\n${message}`)
    return
  }
  const { host, play, task } = hostTask
  hostTask.failure = {
    host: host.name,
    play: play?.name ?? '',
    task: task.name,
    line: event.line,
    message,
    ignored: false,
    rescued: false,
  }
  if (ensureCapacity(view, overflow)) view.failures.push(hostTask.failure)
  if (host.failed.length < MAX_FAILURES) host.failed.push(hostTask.failure)
}

/** Unlisted failures between two attempts to compact the list. */
const COMPACT_EVERY = 1000

/**
 * Whether the list has capacity for another failure. Drops ignored and rescued failures from a full list; the first real
 * failures remain, since they explain the later ones.
 */
function ensureCapacity(view: Progress, overflow: FailureOverflow): boolean {
  const { failures } = view
  if (failures.length < MAX_FAILURES) return true
  if (overflow.unlisted++ % COMPACT_EVERY > 0) return false
  const real = failures.filter(({ ignored, rescued }) => !ignored && !rescued)
  if (real.length === failures.length) return false
  overflow.unlisted = 0
  failures.splice(0, failures.length, ...real)
  return true
}
