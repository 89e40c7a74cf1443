/**
 * The live picture of a run: a fold over the parser's events into `Progress`. It stands on result lines alone; each
 * PLAY RECAP then confirms it, and where the recap differs the recap is right and the host is named in
 * `recapDiffers`. One log may hold several playbook runs: counters add up over their recaps.
 *
 * What a result line cannot say, what follows it does: `...ignoring` takes a failure back, and a failed host that
 * goes on was rescued (source: Ansible's plugins/strategy/__init__.py, `_process_pending_results`).
 */
import type { HostProgress, PlayProgress, Progress, TaskProgress } from '@/lib/contract/run'
import type { AnsibleEvent, Counters } from './event'
import { listPlay, listTask } from './listing'
import { forgive, type Loops, likeliest, quit, resume, wait } from './loops'
import { differs, noCounters, settle } from './recap'
import { begin, end, type HostFold, ignore, leave, note, type Room, type Round, take } from './round'

/** No inventory names more hosts; a stranger's log might. Those beyond are not followed. */
const MAX_HOSTS = 10_000

type Of<Type extends AnsibleEvent['type']> = Extract<AnsibleEvent, { type: Type }>

export interface ProgressFold {
  /** The picture so far. It is changed in place: copy it where it is to be kept. */
  readonly view: Progress
  readonly hosts: Map<string, HostFold>
  play: PlayProgress | undefined
  task: TaskProgress | undefined
  /** Which task of its play the present one is, from 1. */
  place: number
  /** Loops of this play that failed, and which of them were ignored. */
  readonly loops: Loops
  /** What the result line just before belongs to. */
  last: Round | undefined
  readonly room: Room
  /** Whether skipped hosts are shown; where they are hidden, `skipped` is a lower bound until the recap. */
  showsSkipped: boolean
  /** An ignored unreachable host was seen with its `...ignoring`; old versions go on without a word. */
  saysIgnored: boolean
  /** The playbook run is over, or was broken off: the next play belongs to another. */
  isOver: boolean
}

export const createProgress = (): ProgressFold => ({
  view: {
    plays: [],
    seen: { plays: 0, tasks: 0, dropped: 0 },
    hosts: {},
    failures: [],
    lines: 0,
    recapDiffers: [],
  },
  hosts: new Map(),
  play: undefined,
  task: undefined,
  place: 0,
  loops: new Map(),
  last: undefined,
  room: { without: 0 },
  showsSkipped: false,
  saysIgnored: false,
  isOver: false,
})

/** Takes one event into the picture. */
export function fold(state: ProgressFold, event: AnsibleEvent): void {
  if (event.line > state.view.lines) state.view.lines = event.line
  const { type } = event
  if (type === 'result') onResult(state, event)
  else if (type === 'task') onTask(state, event)
  else if (type === 'play') onPlay(state, event)
  else if (type === 'ignored') onIgnored(state)
  else if (type === 'retry') onRetry(state, event)
  else if (type === 'included') for (const name of event.hosts) onIncluded(state, name, event.line)
  else if (type === 'recap') onRecap(state, event.host, event.counters)
  else if (type === 'text') state.isOver ||= isBrokenOff(event.text)
  else onEnd(state, type)
}

function onEnd(state: ProgressFold, type: 'recap-start' | 'no-hosts-left') {
  state.isOver ||= type === 'recap-start'
  stopRetrying(state)
}

function onPlay(state: ProgressFold, { name, line }: { name: string; line: number }) {
  if (state.isOver) turnPage(state)
  state.play = { name, line, tasks: [] }
  listPlay(state.view, state.play)
  state.task = undefined
  state.place = 0
  state.last = undefined
  state.loops.clear()
  stopRetrying(state)
}

/** Banners may come late: where skips are hidden, a task's retries stand before its banner (ansible.md, section 1). */
function onTask(state: ProgressFold, { name, line }: Of<'task'>) {
  const { retrying } = state.view
  if (retrying && !name.endsWith(retrying.task)) stopRetrying(state)
  state.task = addTask(state, name, line)
  state.last = undefined
}

function addTask(state: ProgressFold, name: string, line: number): TaskProgress {
  if (!state.play) onPlay(state, { name: '', line })
  const task: TaskProgress = { name, line, ok: 0, changed: 0, skipped: 0, failed: 0, ignored: 0 }
  if (state.play) listTask(state.view, state.play, task)
  state.place++
  return task
}

function hostOf(state: ProgressFold, name: string): HostFold {
  const known = state.hosts.get(name)
  if (known) return known
  const view: HostProgress = { counters: noCounters(), state: 'idle', task: '' }
  const host: HostFold = { name, view, before: noCounters(), round: undefined, failed: [], hasRecap: false }
  if (state.hosts.size >= MAX_HOSTS) return host
  state.hosts.set(name, host)
  state.view.hosts[name] = view
  return host
}

/** The round that a line belongs to: the one under way, or a new one in the task at hand. */
function roundFor(state: ProgressFold, host: HostFold, line: number): Round {
  state.task ??= addTask(state, '', line)
  const { round } = host
  if (round && goesOn(state, round, state.task)) return round
  if (round) {
    if (round.isLoop) quit(state.loops, round)
    leave(round, round.play === state.play && !state.saysIgnored)
  }
  host.view.task = state.task.name
  host.round = begin(host, state.play, state.task, state.place)
  return host.round
}

/**
 * A loop goes on under its own banner. Under the free strategy the banner is printed anew whenever another host's
 * task came between; that is only believed where no task can have been passed in silence.
 */
function goesOn(state: ProgressFold, round: Round, task: TaskProgress): boolean {
  if (!round.isLoop || round.isClosed) return false
  if (round.task === task) return true
  const isOfThisPlay = round.play === state.play
  return state.showsSkipped && isOfThisPlay && state.place - round.place > 1 && round.task.name === task.name
}

function onResult(state: ProgressFold, event: Of<'result'>) {
  if (event.status === 'skipped') {
    state.showsSkipped = true
    if (isMeta(state.task)) return
  }
  const { retrying } = state.view
  if (retrying && (!retrying.host || retrying.host === event.host)) stopRetrying(state)
  const host = hostOf(state, event.host)
  const round = roundFor(state, host, event.line)
  if (round.isLoop) resume(state.loops, round)
  take(round, event)
  if (round.isLoop) wait(state.loops, round)
  if (event.status === 'failed' || event.status === 'unreachable') note(state.view, state.room, round, event)
  host.view.state = round.ending === undefined || round.ending === 'ignored' ? 'ok' : round.ending
  state.last = round
}

/** Ansible prints whom it skips in a `meta: end_host`, but does not count them (seen on 2.14). */
const isMeta = (task: TaskProgress | undefined): boolean =>
  task !== undefined && (task.name === 'meta' || task.name.endsWith(' : meta'))

/** It follows its failure or its loop's last round at once, unless other hosts' rounds came between. */
function onIgnored(state: ProgressFold) {
  const { last, loops } = state
  const isIts = last?.ending === 'failed' || last?.ending === 'unreachable'
  const round = isIts ? last : likeliest(loops, state.task?.name ?? '')
  if (!round) return
  if (round.ending === 'unreachable') state.saysIgnored = true
  if (round.isLoop && round.ending === 'failed') forgive(loops, round)
  else ignore(round)
}

function onRetry(state: ProgressFold, event: Of<'retry'>) {
  state.view.retrying = { host: event.host ?? '', task: event.task, left: event.left }
  if (event.host === undefined) return
  const { view } = hostOf(state, event.host)
  view.state = 'retrying'
  view.task = event.task
}

function stopRetrying(state: ProgressFold) {
  delete state.view.retrying
}

/** Every file that is included counts as ok for each of its hosts, but a loop over files is one ending of the task. */
function onIncluded(state: ProgressFold, name: string, line: number) {
  const host = hostOf(state, name)
  host.view.state = 'ok'
  const { round } = host
  if (round && round.task === state.task && round.ending === 'ok') host.view.counters.ok++
  else end(roundFor(state, host, line), 'ok')
}

function onRecap(state: ProgressFold, name: string, row: Partial<Counters>) {
  const host = hostOf(state, name)
  const { recapDiffers } = state.view
  if (differs(host, row, state.showsSkipped) && !recapDiffers.includes(name) && state.hosts.has(name))
    recapDiffers.push(name)
  settle(host, row)
}

/** Another playbook run begins: what was under way in the last one is over, recap or not. */
function turnPage(state: ProgressFold) {
  state.isOver = false
  for (const host of state.hosts.values()) {
    if (!host.hasRecap) settle(host, {})
    host.hasRecap = false
  }
}

/** Ansible ends without a recap when it is interrupted or an error of its own stops it; with `-vv` a run has a banner. */
export const BREAKS = ['ERROR! ', 'PLAYBOOK: ', 'User interrupted execution'] as const
const [ERROR, PLAYBOOK, INTERRUPTED] = BREAKS

const isBrokenOff = (text: string): boolean =>
  text.startsWith(ERROR) || text.startsWith(PLAYBOOK) || text.includes(INTERRUPTED)
