/**
 * One run: prepared, started, followed and, where it asks, answered. Its state is what the record, the job's files
 * and the fold over the log say; nothing else has to be remembered over a restart.
 */
import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Answered, RunState, RunSummary, RunView } from '@/lib/contract/run'
import type { Installer, Outcome } from '@/lib/installers/installer'
import { findInstaller } from '@/lib/installers/registry'
import type { Log } from '../log'
import { type Machine, MachineFailure } from '../machine/machine'
import type { Machines } from '../machine/machines'
import { RequestFailure, toFailure } from '../request-failure'
import { followForever } from './follow'
import { answerJob, jobState, readAnswers, startJob, stopJob } from './job'
import { prepare } from './prepare'
import { probeConsole } from './probe-console'
import { type Asked, QuestionWatch } from './questions'
import type { RunLog } from './run-log'
import type { RunRecord, RunStore } from './run-store'
import { ShownLog } from './shown-log'
import { shownView } from './shown-view'

interface Events {
  /** The view changed; told at most ten times a second. */
  view: []
  /** The log grew; `readLog` gives what is new. */
  bytes: []
}

export interface RunDependencies {
  store: RunStore
  machines: Machines
  log: Log
}

type Phase = 'preparing' | 'starting' | 'running' | 'lost'

const VIEW_INTERVAL_MS = 100
/** A run whose preparation was cut off by the death of its process; another process may still be at it before. */
const PREPARED_WITHIN_MS = 5 * 60_000
const PREPARING_LOOK_MS = 500
const LOST_RETRY_MS = 5_000
/** Kinds of failure that may pass by themselves; a refused login does not. */
const PASSING: ReadonlySet<string> = new Set([
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'closed',
  'bastion',
])

export class Run extends EventEmitter<Events> {
  readonly #installer: Installer
  readonly #leaving = new AbortController()
  readonly #questions: QuestionWatch
  /** The log without secrets, for browsers. */
  readonly shown: ShownLog
  #phase: Phase = 'preparing'
  #stopping = false
  #question: Asked | undefined
  #answers: Answered[] = []
  #reason: string | undefined
  #viewTimer: NodeJS.Timeout | undefined
  #work: Promise<void> = Promise.resolve()
  #tellLooked: () => void = () => undefined
  /** Resolves once it is known how the run is: going on, over, or its taskbox out of reach. */
  readonly looked = new Promise<void>((resolve) => {
    this.#tellLooked = resolve
  })

  constructor(
    private record: RunRecord,
    private readonly cluster: Cluster,
    private readonly log: RunLog,
    private readonly deps: RunDependencies,
    secrets: readonly string[],
  ) {
    super()
    this.shown = new ShownLog(log, secrets, () => this.record.state !== undefined)
    this.setMaxListeners(0)
    const installer = findInstaller(record.release)
    if (!installer) throw new RequestFailure('package-unknown-release', { release: record.release })
    this.#installer = installer
    if (record.state) this.#tellLooked()
    this.#questions = new QuestionWatch(
      installer.operation(cluster).questions,
      (asked) => void this.#asked(asked),
    )
  }

  get id(): string {
    return this.record.id
  }

  get logBytes(): number {
    return this.log.bytes
  }

  get state(): RunState {
    if (this.record.state) return this.record.state
    if (this.#phase !== 'running') return this.#phase
    if (this.#stopping) return 'stopping'
    // A question that Taskbox answers by itself is nothing that anybody has to wait for.
    return this.#question && !this.#question.known ? 'waiting' : 'running'
  }

  /** Resolves when the run has ended, or when this process let go of it (`close`). */
  get ended(): Promise<void> {
    return this.#work
  }

  /** Prepares, starts and follows. Only for the process that made the record. */
  begin(): void {
    this.#tellLooked()
    this.#work = this.#guarded(async () => {
      await this.#start()
      await this.#follow()
    })
  }

  /** Takes up a run that somebody else started, or that this data folder's server started before it died. */
  resume(): void {
    if (this.record.state) return
    if (this.record.job) this.#phase = 'running'
    this.#work = this.#guarded(async () => {
      await this.#untilStarted()
      if (!this.record.state) await this.#follow()
    })
  }

  summary(): RunSummary {
    const { id, clusterId, clusterName, startedAt, endedAt } = this.record
    return { id, clusterId, clusterName, startedAt, endedAt, state: this.state }
  }

  view(): RunView {
    const { fold } = this.log
    const progress = fold.view
    const outcome = this.#outcome()
    const { job: _, version: __, starting: ___, preparer: ____, reachable, ...shown } = this.record
    return {
      ...shown,
      state: this.state,
      now: Date.now(),
      logBytes: this.log.bytes,
      progress,
      question: this.#question && {
        id: this.#question.id,
        text: this.#question.text,
        known: this.#question.known,
      },
      answers: this.#answers,
      reason: this.record.reason ?? this.#reason,
      diagnosis: fold.diagnosis(),
      console:
        outcome?.result === 'succeeded'
          ? { url: outcome.console.url, account: outcome.console.account, reachable }
          : undefined,
    }
  }

  /** The view as browsers get it: no secret in what was read out of the log. */
  shownView(): RunView {
    return shownView(this.view(), (text) => this.shown.text(text))
  }

  /** The log byte for byte, secrets and all. */
  readLog(offset: number, length: number): Promise<Buffer> {
    return this.log.read(offset, length)
  }

  /** The console's password as the banner names it. Throws `not-found` before there is one. */
  consolePassword(): string {
    const outcome = this.#outcome()
    if (outcome?.result !== 'succeeded')
      throw new RequestFailure('not-found', { what: 'console', id: this.id })
    return outcome.console.password
  }

  /** Gives a person's answer to the question that stands. Throws `run-ended` or `conflict` where it no longer does. */
  async answer(question: string, answer: string): Promise<void> {
    if (this.record.state) throw new RequestFailure('run-ended', { run: this.id })
    if (this.#question?.id !== question) throw new RequestFailure('conflict', { what: 'question' })
    await this.#give(this.#question, answer, 'user')
  }

  /**
   * Ends the installer and all it started on the taskbox; the log stays. A run whose taskbox cannot be asked is given
   * up instead: it is kept as lost, and the cluster is free for another.
   */
  async stop(): Promise<void> {
    if (this.record.state) throw new RequestFailure('run-ended', { run: this.id })
    if (this.#phase === 'lost') return this.#giveUp()
    if (this.record.job === '') throw new RequestFailure('conflict', { what: 'start' })
    this.#stopping = true
    this.#changed()
    await this.#onTaskbox((machine) => stopJob(machine, this.record.job)).catch((error: unknown) => {
      this.#stopping = false
      this.#changed()
      throw error
    })
  }

  async #giveUp(): Promise<void> {
    this.#leaving.abort()
    this.#questions.stop()
    await this.#end('lost', { reason: this.#reason })
  }

  /** Lets go of the run; the installer goes on. */
  async close(): Promise<void> {
    this.#leaving.abort()
    this.#questions.stop()
    clearTimeout(this.#viewTimer)
    await this.#work
    await this.log.close()
  }

  async #start(): Promise<void> {
    await this.#onTaskbox((machine) => prepare(machine, this.cluster, this.#installer))
    await this.#keep({ starting: true })
    await this.#startJob()
  }

  /** Asking twice starts one job (see `startJob`), so an answer that got lost on its way is asked for again. */
  async #startJob(): Promise<void> {
    this.#enter('starting')
    const { workingDirectory, command } = this.#installer.operation(this.cluster)
    const folder = `${this.record.packageFolder}/${workingDirectory}`
    const plan = { runId: this.id, workingDirectory: folder, command }
    await this.#keep({ job: await this.#patiently((machine) => startJob(machine, plan)) })
  }

  /** Waits for another process that is still preparing the run; one that died while at it started nothing. */
  async #untilStarted(): Promise<void> {
    while (isPreparing(this.record) && !this.#left) {
      const late = Date.now() - this.record.startedAt > PREPARED_WITHIN_MS
      const alive = !late && runs(this.record.preparer)
      this.record = await this.deps.store.read(this.id)
      // It was gone before this was read, so nothing is added any more.
      if (!alive && isPreparing(this.record)) return this.#end('failed', { reason: 'never-started' })
      this.#tellLooked()
      await this.#rest(PREPARING_LOOK_MS)
    }
    if (!this.record.job && !this.record.state && !this.#left) await this.#startJob()
  }

  async #follow(): Promise<void> {
    const { job } = this.record
    const goesOn = await this.#patiently(async (machine) => {
      this.#answers = await readAnswers(machine, job)
      return (await jobState(machine, job)).alive
    })
    this.#enter('running')
    if (goesOn) this.#tellLooked()
    // What stood at the end before this process came is a question still.
    this.#questions.output(this.log.fold.tail, this.log.fold.bytes)
    const end = await followForever(() => this.#machine(), job, this.log.bytes, {
      onBytes: (chunk) => this.#bytes(chunk),
      ready: () => this.log.settled(),
      onLost: (failure) => this.#enter('lost', failure.kind),
      onBack: () => this.#enter('running'),
      signal: this.#leaving.signal,
    })
    if (end) await this.#finish(end)
  }

  #bytes(chunk: Uint8Array): void {
    this.#question = undefined
    this.log.take(chunk, () => this.emit('bytes'))
    this.#questions.output(this.log.fold.tail, this.log.fold.bytes)
    this.#changed()
  }

  async #finish(end: { exitStatus: number | undefined; stopped: boolean }): Promise<void> {
    this.#questions.stop()
    await this.log.settled()
    const exitStatus = end.exitStatus
    await this.#keep({ exitStatus })
    if (end.stopped) return this.#end('stopped')
    if (exitStatus === undefined) return this.#end('failed', { reason: 'job-gone' })
    const outcome = this.#outcome()
    if (outcome?.result !== 'succeeded')
      return this.#end('failed', { reason: outcome?.reason ?? 'no-banner' })
    const reachable = await this.#onTaskbox((machine) => probeConsole(machine, outcome.console.url)).catch(
      () => false,
    )
    await this.#end('succeeded', { reachable })
  }

  #outcome(): Outcome | undefined {
    const { exitStatus } = this.record
    return exitStatus === undefined ? undefined : this.#installer.outcome(this.log.fold.tail, exitStatus)
  }

  async #asked(asked: Asked): Promise<void> {
    this.#question = asked
    this.#changed()
    if (asked.answer === undefined) return
    await this.#give(asked, asked.answer, 'taskbox').catch((error: unknown) => {
      this.#note(error)
      // Then somebody has to.
      if (this.#question?.id === asked.id) this.#question = { id: asked.id, text: asked.text }
      this.#changed()
    })
  }

  /** An answer is given once, whoever gives it: the job keeps a mark for each question (see `answerJob`). */
  async #give(asked: Asked, answer: string, by: 'taskbox' | 'user'): Promise<void> {
    const entry: Answered = {
      question: asked.text,
      answer: by === 'taskbox' ? answer : '',
      by,
      at: Date.now(),
    }
    this.#answers = await this.#onTaskbox(async (machine) => {
      const given = await answerJob(machine, this.record.job, { id: asked.id, text: answer, entry })
      return given ? [...this.#answers, entry] : readAnswers(machine, this.record.job)
    })
    if (this.#question?.id === asked.id) this.#question = undefined
    this.#changed()
  }

  /** Work that does no harm when it is done again: while the taskbox cannot be asked, the run is lost, not failed. */
  async #patiently<T>(work: (machine: Machine) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.#onTaskbox(work)
      } catch (error) {
        if (this.#left || !(error instanceof MachineFailure) || !PASSING.has(error.kind)) throw error
        this.#enter('lost', error.kind)
        await this.#rest(LOST_RETRY_MS)
      }
    }
  }

  get #left(): boolean {
    return this.#leaving.signal.aborted
  }

  /** Sleeps, unless this process lets go of the run meanwhile. */
  async #rest(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#leaving.signal }).catch(() => undefined)
  }

  #machine(): Promise<Machine> {
    return this.deps.machines.taskbox(this.cluster.taskbox)
  }

  async #onTaskbox<T>(work: (machine: Machine) => Promise<T>): Promise<T> {
    const machine = await this.#machine()
    try {
      return await work(machine)
    } finally {
      await machine.close()
    }
  }

  /** Whatever goes wrong before the installer runs ends the run and is told; nothing may be left hanging. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (this.#left) return
      const failure = toFailure(error, (cause) => this.#note(cause))
      // Past this point the installer may run, whatever we can see of it: that is no failure of the install.
      if (this.record.starting) return this.#enter('lost', failure.kind)
      await this.#end('failed', { reason: failure.kind }).catch((cause: unknown) => this.#note(cause))
    }
  }

  #note(error: unknown): void {
    this.deps.log.error({ err: error, run: this.id }, 'run')
  }

  #enter(phase: Phase, reason?: string): void {
    this.#phase = phase
    this.#reason = reason
    if (phase === 'lost') this.#tellLooked()
    this.#changed()
  }

  async #end(
    state: 'succeeded' | 'failed' | 'stopped' | 'lost',
    more: Partial<RunRecord> = {},
  ): Promise<void> {
    await this.#keep({ ...more, state, endedAt: Date.now() })
    this.#tellLooked()
    clearTimeout(this.#viewTimer)
    this.#viewTimer = undefined
    // What was held back of the log may be shown now.
    this.emit('bytes')
    this.emit('view')
  }

  async #keep(more: Partial<RunRecord>): Promise<void> {
    this.record = { ...this.record, ...more }
    await this.deps.store.write(this.record)
  }

  /** Throttled, not debounced: a steady stream must not starve the view. */
  #changed(): void {
    this.#viewTimer ??= setTimeout(() => {
      this.#viewTimer = undefined
      this.emit('view')
    }, VIEW_INTERVAL_MS)
  }
}

function isPreparing({ job, starting, state }: RunRecord): boolean {
  return !job && !starting && !state
}

/** Whether a process of this machine still runs; the same number may be another's by now. */
function runs(pid: number | undefined): boolean {
  try {
    return pid === undefined || process.kill(pid, 0)
  } catch {
    return false
  }
}
