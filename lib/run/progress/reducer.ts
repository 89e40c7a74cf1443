/**
 * Reduces the parser's events to the progress of a run. It counts result lines; each PLAY RECAP then replaces the counts,
 * and hosts whose counts differed are listed in `recapDiffers`. One log may contain several playbook runs, whose counters
 * add up.
 *
 * Later lines can change a result: `...ignoring` cancels a failure, and a failed host that starts another task was
 * rescued (source: Ansible's plugins/strategy/__init__.py, `_process_pending_results`).
 */

import type { AnsibleEvent, Counters } from '@/lib/log/ansible/event'
import { detachString } from '@/lib/log/lines'
import {
  addResult,
  type FailureOverflow,
  finishTask,
  type HostState,
  type HostTask,
  ignoreFailure,
  recordFailure,
  setEnding,
  startTask,
} from './host-task'
import { appendPlay, appendTask } from './limits'
import {
  closeLoop,
  continueLoop,
  type LoopTracker,
  likelyIgnored,
  markIgnored,
  trackFailure,
} from './loop-tracker'
import type { HostProgress, PlayProgress, Progress, TaskProgress } from './progress'
import { applyRecap, differsFromRecap, withdrawRescues, zeroCounters } from './recap-totals'
import { closeTask, type RescueCandidates } from './rescue-proof'

/** No inventory has more hosts; an uploaded log might. Hosts beyond the limit are ignored. */
const MAX_HOSTS = 10_000

type EventOf<Type extends AnsibleEvent['type']> = Extract<AnsibleEvent, { type: Type }>

export interface ProgressState {
  /** The progress so far, mutated in place: copy what you store. */
  readonly view: Progress
  readonly hosts: Map<string, HostState>
  play: PlayProgress | undefined
  task: TaskProgress | undefined
  /** Number of the current task in its play, from 1. */
  taskNumber: number
  /** Failed loops of this play, and which of them were ignored. */
  readonly loops: LoopTracker
  readonly rescues: RescueCandidates
  /** `...ignoring` lines of this task that precede their failed item, as up to Ansible 2.3. */
  earlyIgnored: number
  /** The host task of the last result line. */
  lastHostTask: HostTask | undefined
  readonly overflow: FailureOverflow
  /** Whether the log shows skipped hosts; otherwise `skipped` is a lower bound until the recap. */
  showsSkipped: boolean
  /** An ignored unreachable host printed `...ignoring`; old versions continue silently. */
  printsIgnoring: boolean
  /** The playbook run ended or was interrupted: the next play belongs to another one. */
  hasPlaybookEnded: boolean
}

export const createProgress = (): ProgressState => ({
  view: {
    plays: [],
    totals: { plays: 0, tasks: 0, dropped: 0 },
    hosts: {},
    failures: [],
    lines: 0,
    recapDiffers: [],
  },
  hosts: new Map(),
  play: undefined,
  task: undefined,
  taskNumber: 0,
  loops: new Map(),
  rescues: new Map(),
  earlyIgnored: 0,
  lastHostTask: undefined,
  overflow: { unlisted: 0 },
  showsSkipped: false,
  printsIgnoring: false,
  hasPlaybookEnded: false,
})

/** Applies one event. */
export function reduce(state: ProgressState, event: AnsibleEvent): void {
  if (event.line > state.view.lines) state.view.lines = event.line
  const { type } = event
  if (type === 'result') onResult(state, event)
  else if (type === 'task') onTask(state, event)
  else if (type === 'play') onPlay(state, event)
  else if (type === 'ignored') onIgnored(state)
  else if (type === 'retry') onRetry(state, event)
  else if (type === 'included') for (const name of event.hosts) onIncluded(state, name, event.line)
  else if (type === 'recap') onRecap(state, event.host, event.counters)
  else if (type === 'text') state.hasPlaybookEnded ||= isInterruption(event.text)
  else onEnd(state, type)
}

function onEnd(state: ProgressState, type: 'recap-start' | 'no-hosts-left') {
  state.hasPlaybookEnded ||= type === 'recap-start'
  stopRetrying(state)
}

function onPlay(state: ProgressState, { name, line }: { name: string; line: number }) {
  if (state.hasPlaybookEnded) startNextPlaybook(state)
  state.play = { name, line, tasks: [] }
  appendPlay(state.view, state.play)
  state.task = undefined
  state.taskNumber = 0
  state.lastHostTask = undefined
  state.loops.clear()
  state.rescues.clear()
  stopRetrying(state)
}

/** Banners may be late: where skips are hidden, a task's retries precede its banner (ansible.md, section 1). */
function onTask(state: ProgressState, { name, line }: EventOf<'task'>) {
  const { retrying } = state.view
  if (retrying && !name.endsWith(retrying.task)) stopRetrying(state)
  if (state.task) closeTask(state.rescues, state.hosts, state.task)
  state.task = addTask(state, name, line)
  state.earlyIgnored = 0
  state.lastHostTask = undefined
}

function addTask(state: ProgressState, name: string, line: number): TaskProgress {
  if (!state.play) onPlay(state, { name: '', line })
  const task = createTask(name, line)
  if (state.play) appendTask(state.view, state.play, task)
  state.taskNumber++
  return task
}

const createTask = (name: string, line: number): TaskProgress => ({
  name,
  line,
  ok: 0,
  changed: 0,
  skipped: 0,
  failed: 0,
  ignored: 0,
})

function hostOf(state: ProgressState, hostName: string): HostState {
  const known = state.hosts.get(hostName)
  if (known) return known
  const name = detachString(hostName)
  const view: HostProgress = { counters: zeroCounters(), state: 'idle', task: '' }
  const host: HostState = {
    name,
    view,
    previousCounters: zeroCounters(),
    current: undefined,
    failed: [],
    rescued: new Set(),
    failedBeforePlay: 0,
    hasRecap: false,
  }
  if (state.hosts.size >= MAX_HOSTS) return host
  state.hosts.set(name, host)
  state.view.hosts[name] = view
  return host
}

/** The host task that a line of a host belongs to: its running loop, or the current task. */
function hostTaskFor(state: ProgressState, host: HostState, line: number): HostTask {
  state.task ??= addTask(state, '', line)
  const hostTask = host.current
  if (hostTask && isContinued(state, hostTask, state.task)) return hostTask
  if (hostTask) {
    if (hostTask.isLoop) closeLoop(state.loops, hostTask)
    finishTask(hostTask, hostTask.play === state.play && !state.printsIgnoring)
    if (hostTask.play !== state.play) host.failedBeforePlay = host.failed.length
  }
  host.view.task = state.task.name
  host.current = startTask(host, state.play, state.task, state.taskNumber)
  return host.current
}

/**
 * A loop continues below its own banner. The free strategy repeats the banner whenever another host's task came between;
 * that counts only where no task can have been skipped silently.
 */
function isContinued(state: ProgressState, hostTask: HostTask, task: TaskProgress): boolean {
  if (!hostTask.isLoop || hostTask.isClosed) return false
  if (hostTask.task === task) return true
  const isOfThisPlay = hostTask.play === state.play
  return (
    state.showsSkipped &&
    isOfThisPlay &&
    state.taskNumber - hostTask.number > 1 &&
    hostTask.task.name === task.name
  )
}

function onResult(state: ProgressState, event: EventOf<'result'>) {
  if (event.isAdHoc) return onAdHocResult(state, event)
  if (event.status === 'skipped') {
    state.showsSkipped = true
    if (isMeta(state.task)) return
  }
  const { retrying } = state.view
  if (retrying && (!retrying.host || retrying.host === event.host)) stopRetrying(state)
  const host = hostOf(state, event.host)
  const hostTask = hostTaskFor(state, host, event.line)
  if (hostTask.isLoop) continueLoop(state.loops, hostTask)
  addResult(hostTask, event)
  if (hostTask.isLoop) trackFailure(state.loops, hostTask)
  if (event.status === 'failed' || event.status === 'unreachable')
    recordFailure(state.view, state.overflow, hostTask, event)
  host.view.state = hostTask.ending === undefined || hostTask.ending === 'ignored' ? 'ok' : hostTask.ending
  state.lastHostTask = hostTask
  if (hostTask.isLoop && event.status === 'failed' && state.earlyIgnored > 0) {
    state.earlyIgnored--
    markIgnored(state.loops, hostTask)
  }
}

/** A result of its own: it has no task, and nothing tells whether a failure was ignored. */
function onAdHocResult(state: ProgressState, event: EventOf<'result'>) {
  const host = hostOf(state, event.host)
  const hostTask = startTask(host, undefined, createTask('', event.line), 0)
  addResult(hostTask, event)
  if (event.status === 'failed' || event.status === 'unreachable')
    recordFailure(state.view, state.overflow, hostTask, event)
  host.view.state = event.status
  host.current = undefined
  // The recap of a later play does not count it.
  host.hasRecap = false
  state.hasPlaybookEnded = true
  state.lastHostTask = undefined
}

/** Ansible prints the hosts that a `meta: end_host` skips, but does not count them (seen on 2.14). */
const isMeta = (task: TaskProgress | undefined): boolean =>
  task !== undefined && (task.name === 'meta' || task.name.endsWith(' : meta'))

/** `...ignoring` follows its failure, or the last iteration of its loop, unless results of other hosts came between. */
function onIgnored(state: ProgressState) {
  const { lastHostTask, loops } = state
  const isLastFailed = lastHostTask?.ending === 'failed' || lastHostTask?.ending === 'unreachable'
  const hostTask = isLastFailed ? lastHostTask : likelyIgnored(loops, state.task?.name ?? '')
  if (!hostTask) {
    state.earlyIgnored++
    return
  }
  if (hostTask.ending === 'unreachable') state.printsIgnoring = true
  if (hostTask.isLoop && hostTask.ending === 'failed') markIgnored(loops, hostTask)
  else ignoreFailure(hostTask)
}

function onRetry(state: ProgressState, event: EventOf<'retry'>) {
  state.view.retrying = { host: event.host ?? '', task: event.task, retriesLeft: event.retriesLeft }
  if (event.host === undefined) return
  const { view } = hostOf(state, event.host)
  view.state = 'retrying'
  view.task = event.task
}

function stopRetrying(state: ProgressState) {
  delete state.view.retrying
}

/** Every included file counts as ok for each of its hosts, but a loop over files ends the task once. */
function onIncluded(state: ProgressState, name: string, line: number) {
  const host = hostOf(state, name)
  host.view.state = 'ok'
  const hostTask = host.current
  if (hostTask && hostTask.task === state.task && hostTask.ending === 'ok') host.view.counters.ok++
  else setEnding(hostTaskFor(state, host, line), 'ok')
}

function onRecap(state: ProgressState, name: string, row: Partial<Counters>) {
  const host = hostOf(state, name)
  const { recapDiffers } = state.view
  if (
    differsFromRecap(host, row, state.showsSkipped) &&
    !recapDiffers.includes(name) &&
    state.hosts.has(name)
  )
    recapDiffers.push(host.name)
  applyRecap(host, row)
}

/** Ends a log. Without a recap, nothing tells that a host was rescued because it ran another task. */
export function finishProgress({ hosts }: ProgressState) {
  for (const host of hosts.values()) withdrawRescues(host)
}

/** Ends all tasks of the previous playbook run, which may have no recap. */
function startNextPlaybook(state: ProgressState) {
  state.hasPlaybookEnded = false
  for (const host of state.hosts.values()) {
    if (!host.hasRecap) applyRecap(host, {})
    host.hasRecap = false
  }
}

/** Ansible prints no recap when it is interrupted or stopped by its own error. With `-vv` each playbook run has a banner. */
export const INTERRUPTIONS = [
  'ERROR! ',
  'PLAYBOOK: ',
  'User interrupted execution',
  'ERROR: interrupted',
] as const
const [ERROR, PLAYBOOK, INTERRUPTED] = INTERRUPTIONS

/** Whether the user interrupted Ansible. A terminal shows the key before the message. */
export const isUserInterruption = (text: string): boolean =>
  text.includes(INTERRUPTED) || text.startsWith('ERROR: interrupted')

const isInterruption = (text: string): boolean =>
  text.startsWith(ERROR) || text.startsWith(PLAYBOOK) || isUserInterruption(text)
