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
import { raceAbort } from '../machine/deadline'
import type { Machines } from '../machine/machines'
import { RequestFailure, toFailure } from '../request-failure'
import { ElapsedTime } from './elapsed'
import { followWithReconnect, type JobEnd } from './job/follow'
import { jobState } from './job/job'
import type { StopTimeouts } from './job/stop-timeouts'
import { RedactedLines } from './log/redacted-lines'
import { RedactedLog } from './log/redacted-log'
import type { RunLog } from './log/run-log'
import { PromptResponder } from './prompts/prompt-responder'
import { redactView } from './redact-view'
import { RunRecordWriter } from './run-record-writer'
import { type EndState, type JobFacts, runState, toJobFacts } from './run-state'
import type { RunRecord, RunStore } from './run-store'
import { RunTaskbox } from './run-taskbox'
import type { TaskTimings } from './run-timings'
import { runView } from './run-view'
import { RunViewCache } from './run-view-cache'
import { provision, reserve, resume, type StartContext } from './start/run-start'
import { stopRun } from './stop-run'
import { isConsoleReachable } from './verify/probe-console'
import { evaluateEnd } from './verify/run-end'

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
  stopWaits?: StopTimeouts | undefined
}

/** What is kept of the run here, besides its record. */
interface RunStorage {
  log: RunLog
  pace: TaskTimings
}

/** Failures of a start that leave no run behind: nothing was written on the taskbox. */
const START_REFUSALS: ReadonlySet<string> = new Set(['run-active', 'package-untrusted'])

export class Run extends EventEmitter<Events> {
  readonly #installer: Installer
  /** The log without secrets, for browsers. */
  readonly shown: RedactedLog
  /** The same by line numbers. */
  readonly lines: RedactedLines
  private readonly log: RunLog
  readonly #timings: TaskTimings
  readonly #closing = new AbortController()
  readonly #writer: RunRecordWriter
  readonly #taskbox: RunTaskbox
  readonly #prompts: PromptResponder
  readonly #elapsed = new ElapsedTime()
  #jobFacts: JobFacts | undefined
  #isReachable = true
  #unreachableReason: string | undefined
  #warning: RunView['trouble']
  readonly #viewCache = new RunViewCache(
    () => redactView(this.view(), (text) => this.shown.redactText(text)),
    () => this.emit('view'),
  )
  #lifecycle: Promise<void> = Promise.resolve()
  /** Resolves once all is ended that a stop ends, with the hosts on which something may still run. */
  #hostCleanup: Promise<string[]> = Promise.resolve([])
  #resolveStateKnown: () => void = () => undefined
  /** Resolves once it is known how the run is: going on, over, or its taskbox out of reach. */
  readonly stateKnown = new Promise<void>((resolve) => {
    this.#resolveStateKnown = resolve
  })

  constructor(
    record: RunRecord,
    private readonly cluster: Cluster,
    { log, pace }: RunStorage,
    private readonly deps: RunDependencies,
    secrets: readonly string[],
  ) {
    super()
    this.log = log
    this.#timings = pace
    this.shown = new RedactedLog(log, secrets, () => this.#record.state !== undefined)
    this.lines = new RedactedLines(this.shown, log.reducer)
    this.setMaxListeners(0)
    const installer = findInstaller(record.release)
    if (!installer) throw new RequestFailure('package-unknown-release', { release: record.release })
    this.#installer = installer
    this.#writer = new RunRecordWriter(record, deps.store)
    this.#taskbox = new RunTaskbox(deps.machines, cluster.taskbox, this.#closing.signal)
    this.#prompts = new PromptResponder(
      installer.operation(cluster).questions,
      this.#taskbox,
      () => this.#record.job,
      () => this.#invalidateView(),
      (error) => this.#logError(error),
    )
    if (record.state) this.#resolveStateKnown()
    if (record.state) this.#elapsed.stop(record.tookMs)
    const onFull = (full: boolean) => this.#setWarning(full ? 'disk-full' : undefined)
    this.#writer.onFull = onFull
    log.onFull = onFull
    log.onWritten = () => this.emit('bytes')
  }

  get #record(): RunRecord {
    return this.#writer.value
  }

  get id(): string {
    return this.#record.id
  }

  get logBytes(): number {
    return this.log.bytes
  }

  get state(): RunState {
    const { question } = this.#prompts
    // A question that Taskbox answers by itself is nothing that anybody has to wait for.
    const asks = question !== undefined && question.known === undefined
    return runState({ ended: this.#record.state, reached: this.#isReachable, job: this.#jobFacts, asks })
  }

  /** Resolves when the run has ended, or when this process let go of it (`close`). */
  get ended(): Promise<void> {
    return this.#lifecycle
  }

  /**
   * Prepares, starts and follows. Only for the process that made the record. Resolves once the package is claimed, or
   * the run has failed before; throws `run-active`, with the run that has it, or `package-untrusted` where it was
   * refused.
   */
  start(): Promise<void> {
    this.#resolveStateKnown()
    const claimed = reserve(this.#startContext)
    this.#lifecycle = this.#guarded(async () => {
      await claimed
      await provision(this.#startContext)
      await this.#follow()
    })
    return claimed.catch((error: unknown) => {
      if (error instanceof RequestFailure && START_REFUSALS.has(error.kind)) throw error
    })
  }

  /** Takes up a run that somebody else started, or that this data folder's server started before it died. */
  resume(): void {
    if (this.#record.state) return
    this.#lifecycle = this.#guarded(async () => {
      const begun = await resume(this.#startContext, () => this.#isClosing)
      if (this.#record.state || this.#isClosing) return this.#resolveStateKnown()
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
      dialogue: this.#prompts,
      state: this.state,
      outcome: this.#outcome(),
      elapsedMs,
      pace: this.#record.state ? undefined : this.#timings.estimate(elapsedMs),
      reason: this.#unreachableReason,
      trouble: this.#warning,
      version: this.#viewCache.version,
    })
  }

  /** The view as it was last told, without secrets (`RunPicture`). @param anew as it is at this moment */
  picture(anew = false): RunView {
    return this.#viewCache.get(anew)
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
    await this.#prompts.answer(question, answer)
  }

  /**
   * Ends the installer, all it started on the taskbox, and what Ansible had under way on the hosts; the log stays. A run
   * whose taskbox cannot be asked is given up instead: it is kept as lost, and the cluster is free for another.
   */
  async stop(): Promise<void> {
    // Where this process has only just come to the run, how it is decides what a stop means.
    await this.stateKnown
    const { state, job } = this.#record
    if (state) throw new RequestFailure('run-ended', { run: this.id })
    if (!this.#isReachable) return this.#abandon()
    if (job === '' || !this.#jobFacts) throw new RequestFailure('conflict', { what: 'start' })
    this.#updateJobFacts({ stopped: true })
    const { machines, stopWaits } = this.deps
    const ending = stopRun(this.#taskbox, job, this.cluster, machines, stopWaits)
    this.#hostCleanup = ending.catch(() => [])
    await ending.catch((error: unknown) => {
      if (!this.#record.state) this.#updateJobFacts({ stopped: false })
      throw error
    })
  }

  async #abandon(): Promise<void> {
    this.#closing.abort()
    this.#prompts.stop()
    await this.#end('lost', { reason: this.#unreachableReason })
  }

  /** Lets go of the run; the installer goes on. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#prompts.stop()
    this.#viewCache.stop()
    const kept = this.#writer.close()
    const logged = this.log.close()
    await Promise.all([this.#lifecycle, kept, logged, this.#timings.close()])
  }

  get #startContext(): StartContext {
    return {
      kept: this.#writer,
      cluster: this.cluster,
      installer: this.#installer,
      taskbox: this.#taskbox,
      pinOf: (host) => this.deps.machines.pinOf(host),
      onLost: (reason) => this.#setUnreachable(reason),
      onJob: (facts) => {
        this.#isReachable = true
        this.#updateJobFacts(facts)
        this.#resolveStateKnown()
      },
    }
  }

  async #follow(): Promise<void> {
    const { job } = this.#record
    const alive = await this.#refreshJobState(job)
    if (alive) this.#resolveStateKnown()
    // What stood at the end before this process came is a question still.
    this.#prompts.onOutput(this.log.reducer.bytes, () => this.log.reducer.tail)
    const end = await followWithReconnect(() => this.#taskbox.open(), job, this.log.reducer.bytes, {
      onBytes: (chunk) => this.#onBytes(chunk),
      ready: () => this.log.flushed(),
      onLost: (failure) => this.#setUnreachable(failure.kind),
      onBack: () => {
        this.#isReachable = true
        this.#refreshJobState(job).catch((error: unknown) => this.#logError(error))
      },
      onDamaged: () => this.#setWarning('log-gone'),
      signal: this.#closing.signal,
    })
    if (end) await this.#finish(end)
  }

  /** How the job is by its own files. @returns whether it goes on */
  async #refreshJobState(job: string): Promise<boolean> {
    const onLost = (reason: string) => this.#setUnreachable(reason)
    const state = await this.#taskbox.withRetry(async (machine) => {
      await this.#prompts.load(machine)
      return jobState(machine, job)
    }, onLost)
    this.#elapsed.update(state.seconds)
    this.#isReachable = true
    this.#unreachableReason = undefined
    this.#updateJobFacts(toJobFacts(state))
    return state.alive
  }

  #onBytes(chunk: Uint8Array): void {
    this.log.append(chunk)
    this.#timings.record(this.log.reducer.view.seen.tasks, this.#elapsedMs)
    this.#prompts.onOutput(this.log.reducer.bytes, () => this.log.reducer.tail)
    this.#invalidateView()
  }

  async #finish(end: JobEnd): Promise<void> {
    this.#prompts.stop()
    await this.log.flushed()
    this.#elapsed.stop(end.seconds === undefined ? this.#elapsed.ms : end.seconds * 1000)
    const { exitStatus } = end
    const outcome = exitStatus === undefined ? undefined : this.#evaluateOutcome(exitStatus)
    const { state, reason } = evaluateEnd(end, outcome)
    const leftRunning = await raceAbort(this.#hostCleanup, this.#closing.signal)
    const ended = {
      exitStatus,
      tookMs: this.#elapsed.ms,
      ...(reason === undefined ? {} : { reason }),
      ...(leftRunning.length > 0 ? { leftRunning } : {}),
    }
    if (state !== 'succeeded' || outcome?.result !== 'succeeded') return this.#end(state, ended)
    const probing = this.#taskbox.withMachine((machine) => isConsoleReachable(machine, outcome.console.url))
    await this.#end(state, { ...ended, reachable: await probing.catch(() => false) })
  }

  #evaluateOutcome(exitStatus: number): Outcome {
    return this.#installer.outcome(this.log.reducer.tail, exitStatus)
  }

  #outcome(): Outcome | undefined {
    const { exitStatus } = this.#record
    return exitStatus === undefined ? undefined : this.#evaluateOutcome(exitStatus)
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted
  }

  /** Whatever goes wrong before the installer runs ends the run and is told; nothing may be left hanging. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (this.#isClosing) return
      const failure = toFailure(error, (cause) => this.#logError(cause))
      // Once it was let go the installer may run, whatever we can see of it: that is no failure of the install.
      if (this.#record.job && !this.#jobFacts?.held) return this.#setUnreachable(failure.kind)
      await this.#end('failed', { reason: failure.kind }).catch((cause: unknown) => this.#logError(cause))
    }
  }

  #logError(error: unknown): void {
    this.deps.log.error({ err: error, run: this.id }, 'run')
  }

  #updateJobFacts(more: Partial<JobFacts>): void {
    this.#jobFacts = { held: false, begun: false, stopped: false, ...this.#jobFacts, ...more }
    this.#invalidateView()
  }

  #setUnreachable(reason: string): void {
    this.#isReachable = false
    this.#unreachableReason = reason
    this.#resolveStateKnown()
    this.#invalidateView()
  }

  #setWarning(trouble: RunView['trouble']): void {
    this.#warning = trouble
    this.#invalidateView()
  }

  async #end(state: EndState, more: Partial<RunRecord> = {}): Promise<void> {
    const kept = this.#writer.update({ ...more, state, endedAt: Date.now() })
    // Known from here on, even where the disk here has no room for it yet.
    this.#resolveStateKnown()
    // What was held back of the log may be shown now.
    this.emit('bytes')
    this.#viewCache.publish()
    await kept
  }

  #invalidateView(): void {
    this.#viewCache.invalidate()
  }
}
