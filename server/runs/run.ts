/**
 * One run: prepared, started, followed and, where it asks, answered. Its state is what the record, the job's files
 * and the reduced log say (run-state.ts); nothing else has to be remembered over a restart.
 */
import { EventEmitter } from 'node:events'
import type { Cluster } from '@/lib/cluster/cluster'
import type { RunState, RunSummary, RunView } from '@/lib/contract/run'
import type { Installer, Outcome } from '@/lib/installers/installer'
import { findInstaller } from '@/lib/installers/registry'
import type { Log } from '../log'
import type { Machines } from '../machine/machines'
import { orAborted } from '../machine/within'
import { RequestFailure, toFailure } from '../request-failure'
import { Elapsed } from './elapsed'
import { followForever, type JobEnd } from './follow'
import { jobState } from './job'
import { KeptRecord } from './kept-record'
import { probeConsole } from './probe-console'
import { RunDialogue } from './run-dialogue'
import { judgeEnd } from './run-end'
import type { RunLog } from './run-log'
import type { RunPace } from './run-pace'
import { RunPicture } from './run-picture'
import { claim, fill, type Starting, takeUp } from './run-start'
import { type EndState, type JobFacts, jobFacts, stateOf } from './run-state'
import { stopEverywhere } from './run-stop'
import type { RunRecord, RunStore } from './run-store'
import { RunTaskbox } from './run-taskbox'
import { runView } from './run-view'
import { ShownLines } from './shown-lines'
import { ShownLog } from './shown-log'
import { shownView } from './shown-view'
import type { StopWaits } from './stop-waits'

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
  stopWaits?: StopWaits | undefined
}

/** What is kept of the run here, besides its record. */
interface Kept {
  log: RunLog
  pace: RunPace
}

/** Failures of a start that leave no run behind: nothing was written on the taskbox. */
const REFUSED: ReadonlySet<string> = new Set(['run-active', 'package-untrusted'])

export class Run extends EventEmitter<Events> {
  readonly #installer: Installer
  /** The log without secrets, for browsers. */
  readonly shown: ShownLog
  /** The same by line numbers. */
  readonly lines: ShownLines
  private readonly log: RunLog
  readonly #pace: RunPace
  readonly #leaving = new AbortController()
  readonly #kept: KeptRecord
  readonly #taskbox: RunTaskbox
  readonly #dialogue: RunDialogue
  readonly #elapsed = new Elapsed()
  #job: JobFacts | undefined
  #reached = true
  #reason: string | undefined
  #trouble: RunView['trouble']
  readonly #picture = new RunPicture(
    () => shownView(this.view(), (text) => this.shown.text(text)),
    () => this.emit('view'),
  )
  #work: Promise<void> = Promise.resolve()
  /** Resolves once all is ended that a stop ends, with the hosts on which something may still run. */
  #ending: Promise<string[]> = Promise.resolve([])
  #tellLooked: () => void = () => undefined
  /** Resolves once it is known how the run is: going on, over, or its taskbox out of reach. */
  readonly looked = new Promise<void>((resolve) => {
    this.#tellLooked = resolve
  })

  constructor(
    record: RunRecord,
    private readonly cluster: Cluster,
    { log, pace }: Kept,
    private readonly deps: RunDependencies,
    secrets: readonly string[],
  ) {
    super()
    this.log = log
    this.#pace = pace
    this.shown = new ShownLog(log, secrets, () => this.#record.state !== undefined)
    this.lines = new ShownLines(this.shown, log.reducer)
    this.setMaxListeners(0)
    const installer = findInstaller(record.release)
    if (!installer) throw new RequestFailure('package-unknown-release', { release: record.release })
    this.#installer = installer
    this.#kept = new KeptRecord(record, deps.store)
    this.#taskbox = new RunTaskbox(deps.machines, cluster.taskbox, this.#leaving.signal)
    this.#dialogue = new RunDialogue(
      installer.operation(cluster).questions,
      this.#taskbox,
      () => this.#record.job,
      () => this.#changed(),
      (error) => this.#note(error),
    )
    if (record.state) this.#tellLooked()
    if (record.state) this.#elapsed.end(record.tookMs)
    const onFull = (full: boolean) => this.#mind(full ? 'disk-full' : undefined)
    this.#kept.onFull = onFull
    log.onFull = onFull
    log.onWritten = () => this.emit('bytes')
  }

  get #record(): RunRecord {
    return this.#kept.value
  }

  get id(): string {
    return this.#record.id
  }

  get logBytes(): number {
    return this.log.bytes
  }

  get state(): RunState {
    const { question } = this.#dialogue
    // A question that Taskbox answers by itself is nothing that anybody has to wait for.
    const asks = question !== undefined && question.known === undefined
    return stateOf({ ended: this.#record.state, reached: this.#reached, job: this.#job, asks })
  }

  /** Resolves when the run has ended, or when this process let go of it (`close`). */
  get ended(): Promise<void> {
    return this.#work
  }

  /**
   * Prepares, starts and follows. Only for the process that made the record. Resolves once the package is claimed, or
   * the run has failed before; throws `run-active`, with the run that has it, or `package-untrusted` where it was
   * refused.
   */
  begin(): Promise<void> {
    this.#tellLooked()
    const claimed = claim(this.#starting)
    this.#work = this.#guarded(async () => {
      await claimed
      await fill(this.#starting)
      await this.#follow()
    })
    return claimed.catch((error: unknown) => {
      if (error instanceof RequestFailure && REFUSED.has(error.kind)) throw error
    })
  }

  /** Takes up a run that somebody else started, or that this data folder's server started before it died. */
  resume(): void {
    if (this.#record.state) return
    this.#work = this.#guarded(async () => {
      const begun = await takeUp(this.#starting, () => this.#left)
      if (this.#record.state || this.#left) return this.#tellLooked()
      if (!begun) return this.#end('failed', { reason: 'never-started' })
      await this.#follow()
    })
  }

  summary(): RunSummary {
    const { id, clusterId, clusterName, startedAt, endedAt } = this.#record
    return { id, clusterId, clusterName, startedAt, endedAt, state: this.state }
  }

  view(): RunView {
    const elapsedMs = this.#elapsedMs
    return runView({
      record: this.#record,
      log: this.log,
      dialogue: this.#dialogue,
      state: this.state,
      outcome: this.#outcome(),
      elapsedMs,
      pace: this.#record.state ? undefined : this.#pace.at(elapsedMs),
      reason: this.#reason,
      trouble: this.#trouble,
      version: this.#picture.version,
    })
  }

  /** The view as it was last told, without secrets (`RunPicture`). @param anew as it is at this moment */
  picture(anew = false): RunView {
    return this.#picture.at(anew)
  }

  get #elapsedMs(): number {
    const { startedAt, endedAt } = this.#record
    return this.#elapsed.ms ?? Math.max(0, (endedAt ?? Date.now()) - startedAt)
  }

  /** The log byte for byte, secrets and all. */
  readLog(offset: number, length: number): Promise<Buffer> {
    return this.log.read(offset, length)
  }

  /** The console's password as the banner names it. Throws `not-found` before there is one, or once it is forgotten. */
  consolePassword(): string {
    const outcome = this.#outcome()
    if (outcome?.result !== 'succeeded' || /^\*+$/.test(outcome.console.password))
      throw new RequestFailure('not-found', { what: 'console', id: this.id })
    return outcome.console.password
  }

  /** Gives a person's answer to the question that stands. Throws `run-ended` or `conflict` where it no longer does. */
  async answer(question: string, answer: string): Promise<void> {
    if (this.#record.state) throw new RequestFailure('run-ended', { run: this.id })
    await this.#dialogue.answer(question, answer)
  }

  /**
   * Ends the installer, all it started on the taskbox, and what Ansible had under way on the hosts; the log stays. A run
   * whose taskbox cannot be asked is given up instead: it is kept as lost, and the cluster is free for another.
   */
  async stop(): Promise<void> {
    // Where this process has only just come to the run, how it is decides what a stop means.
    await this.looked
    const { state, job } = this.#record
    if (state) throw new RequestFailure('run-ended', { run: this.id })
    if (!this.#reached) return this.#giveUp()
    if (job === '' || !this.#job) throw new RequestFailure('conflict', { what: 'start' })
    this.#see({ stopped: true })
    const { machines, stopWaits } = this.deps
    const ending = stopEverywhere(this.#taskbox, job, this.cluster, machines, stopWaits)
    this.#ending = ending.catch(() => [])
    await ending.catch((error: unknown) => {
      if (!this.#record.state) this.#see({ stopped: false })
      throw error
    })
  }

  async #giveUp(): Promise<void> {
    this.#leaving.abort()
    this.#dialogue.stop()
    await this.#end('lost', { reason: this.#reason })
  }

  /** Lets go of the run; the installer goes on. */
  async close(): Promise<void> {
    this.#leaving.abort()
    this.#dialogue.stop()
    this.#picture.stop()
    const kept = this.#kept.close()
    const logged = this.log.close()
    await Promise.all([this.#work, kept, logged, this.#pace.close()])
  }

  get #starting(): Starting {
    return {
      kept: this.#kept,
      cluster: this.cluster,
      installer: this.#installer,
      taskbox: this.#taskbox,
      pinOf: (host) => this.deps.machines.pinOf(host),
      onLost: (reason) => this.#lost(reason),
      onJob: (facts) => {
        this.#reached = true
        this.#see(facts)
        this.#tellLooked()
      },
    }
  }

  async #follow(): Promise<void> {
    const { job } = this.#record
    const alive = await this.#look(job)
    if (alive) this.#tellLooked()
    // What stood at the end before this process came is a question still.
    this.#dialogue.output(this.log.reducer.bytes, () => this.log.reducer.tail)
    const end = await followForever(() => this.#taskbox.open(), job, this.log.reducer.bytes, {
      onBytes: (chunk) => this.#bytes(chunk),
      ready: () => this.log.settled(),
      onLost: (failure) => this.#lost(failure.kind),
      onBack: () => {
        this.#reached = true
        this.#look(job).catch((error: unknown) => this.#note(error))
      },
      onDamaged: () => this.#mind('log-gone'),
      signal: this.#leaving.signal,
    })
    if (end) await this.#finish(end)
  }

  /** How the job is by its own files. @returns whether it goes on */
  async #look(job: string): Promise<boolean> {
    const onLost = (reason: string) => this.#lost(reason)
    const state = await this.#taskbox.patiently(async (machine) => {
      await this.#dialogue.load(machine)
      return jobState(machine, job)
    }, onLost)
    this.#elapsed.take(state.seconds)
    this.#reached = true
    this.#reason = undefined
    this.#see(jobFacts(state))
    return state.alive
  }

  #bytes(chunk: Uint8Array): void {
    this.log.take(chunk)
    this.#pace.note(this.log.reducer.view.seen.tasks, this.#elapsedMs)
    this.#dialogue.output(this.log.reducer.bytes, () => this.log.reducer.tail)
    this.#changed()
  }

  async #finish(end: JobEnd): Promise<void> {
    this.#dialogue.stop()
    await this.log.settled()
    this.#elapsed.end(end.seconds === undefined ? this.#elapsed.ms : end.seconds * 1000)
    const { exitStatus } = end
    const outcome = exitStatus === undefined ? undefined : this.#judged(exitStatus)
    const { state, reason } = judgeEnd(end, outcome)
    const leftRunning = await orAborted(this.#ending, this.#leaving.signal)
    const ended = {
      exitStatus,
      tookMs: this.#elapsed.ms,
      ...(reason === undefined ? {} : { reason }),
      ...(leftRunning.length > 0 ? { leftRunning } : {}),
    }
    if (state !== 'succeeded' || outcome?.result !== 'succeeded') return this.#end(state, ended)
    const probing = this.#taskbox.once((machine) => probeConsole(machine, outcome.console.url))
    await this.#end(state, { ...ended, reachable: await probing.catch(() => false) })
  }

  #judged(exitStatus: number): Outcome {
    return this.#installer.outcome(this.log.reducer.tail, exitStatus)
  }

  #outcome(): Outcome | undefined {
    const { exitStatus } = this.#record
    return exitStatus === undefined ? undefined : this.#judged(exitStatus)
  }

  get #left(): boolean {
    return this.#leaving.signal.aborted
  }

  /** Whatever goes wrong before the installer runs ends the run and is told; nothing may be left hanging. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (this.#left) return
      const failure = toFailure(error, (cause) => this.#note(cause))
      // Once it was let go the installer may run, whatever we can see of it: that is no failure of the install.
      if (this.#record.job && !this.#job?.held) return this.#lost(failure.kind)
      await this.#end('failed', { reason: failure.kind }).catch((cause: unknown) => this.#note(cause))
    }
  }

  #note(error: unknown): void {
    this.deps.log.error({ err: error, run: this.id }, 'run')
  }

  #see(more: Partial<JobFacts>): void {
    this.#job = { held: false, begun: false, stopped: false, ...this.#job, ...more }
    this.#changed()
  }

  #lost(reason: string): void {
    this.#reached = false
    this.#reason = reason
    this.#tellLooked()
    this.#changed()
  }

  #mind(trouble: RunView['trouble']): void {
    this.#trouble = trouble
    this.#changed()
  }

  async #end(state: EndState, more: Partial<RunRecord> = {}): Promise<void> {
    const kept = this.#kept.keep({ ...more, state, endedAt: Date.now() })
    // Known from here on, even where the disk here has no room for it yet.
    this.#tellLooked()
    // What was held back of the log may be shown now.
    this.emit('bytes')
    this.#picture.tell()
    await kept
  }

  #changed(): void {
    this.#picture.changed()
  }
}
