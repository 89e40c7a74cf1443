/**
 * One run: starts it, follows its log, answers its prompts and stops it. Its state is derived from the record, the job's
 * files and the reduced log (run-state.ts), so that it survives a restart of the server.
 */
import { EventEmitter } from 'node:events'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Draft } from '@/lib/cluster/draft/draft'
import type { RunSummary, RunView } from '@/lib/contract/run'
import type { Secrets } from '@/lib/credentials/draft-secrets'
import type { Installer, Outcome } from '@/lib/installers/installer'
import { findInstaller } from '@/lib/installers/registry'
import type { RunState } from '@/lib/run/state'
import { isUnverified } from '@/lib/run/unverified'
import type { Log } from '../log'
import { raceAbort } from '../machine/deadline'
import type { Machines } from '../machine/machines'
import { RequestFailure, toFailure } from '../request-failure'
import { followWithReconnect, type JobEnd } from './job/follow'
import { type JobState, readJobState } from './job/state'
import type { StopTimeouts } from './job/stop-timeouts'
import { JobStatus } from './job-status'
import { RedactedLines } from './log/redacted-lines'
import { RedactedLog } from './log/redacted-log'
import type { RunLog } from './log/run-log'
import { PromptResponder } from './prompts/prompt-responder'
import { RunRecordWriter } from './run-record-writer'
import { type EndState, evaluateEnd, runState, toJobFacts } from './run-state'
import type { RunRecord, RunStore } from './run-store'
import { RunTaskbox } from './run-taskbox'
import { ElapsedTime, type TaskTimings } from './run-timings'
import { redactView, runView } from './run-view'
import { RunViewCache } from './run-view-cache'
import { renderExactCommands } from './start/exact-commands'
import { jobSteps, provision, reserve, resume, type StartContext } from './start/run-start'
import { stopRun } from './stop-run'
import type { VerifyTiming } from './verify/cluster-api'
import { RepeatedVerification } from './verify/repeated-verification'
import { RunResult, type VerifiedResult } from './verify/run-result'

interface Events {
  /** The view changed; emitted at most ten times per second. */
  view: []
  /** The log grew; read the new bytes with `readLog`. */
  bytes: []
}

export interface RunDependencies {
  store: RunStore
  machines: Machines
  log: Log
  stopTimeouts?: StopTimeouts | undefined
  verifyTiming?: VerifyTiming | undefined
  /**
   * Called before an operation is recorded as succeeded. It may be called again for the same run, if this process dies in
   * between.
   */
  onSucceeded?: ((record: RunRecord) => Promise<void>) | undefined
}

/** Failures that refuse a start before anything is written on the taskbox; the run is discarded. */
const START_REFUSALS: ReadonlySet<string> = new Set([
  'run-active',
  'package-untrusted',
  'package-unreadable',
  'package-none',
  'package-unknown-release',
  'package-unsupported',
  'package-other-release',
  'package-changed',
])

/** A console that does not answer does not fail a run, but it is not verified either. */
const isVerifiedNow = ({ isVerified, reachable = true }: VerifiedResult) => isVerified && reachable

export class Run extends EventEmitter<Events> {
  readonly #installer: Installer
  /** The log for browsers, without secrets. */
  readonly redactedLog: RedactedLog
  /** The redacted log by line number. */
  readonly redactedLines: RedactedLines
  private readonly log: RunLog
  readonly #timings: TaskTimings
  readonly #closing = new AbortController()
  readonly #writer: RunRecordWriter
  readonly #taskbox: RunTaskbox
  readonly #prompts: PromptResponder
  readonly #elapsed = new ElapsedTime()
  readonly #jobStatus = new JobStatus(() => this.#invalidateView())
  readonly #result: RunResult
  readonly #repeatedVerification = new RepeatedVerification(
    () => this.#viewCache.publish(),
    (error) => this.#logError(error),
  )
  #warning: RunView['warning']
  readonly #viewCache = new RunViewCache(
    () => redactView(this.view(), (text) => this.redactedLog.redactText(text)),
    () => this.emit('view'),
  )
  #lifecycle: Promise<void> = Promise.resolve()
  /** Resolves when a stop has finished, with the hosts on which processes may still run. */
  #hostCleanup: Promise<string[]> = Promise.resolve([])

  constructor(
    record: RunRecord,
    /** With its secrets. */
    readonly cluster: Cluster,
    { log, timings }: { log: RunLog; timings: TaskTimings },
    private readonly deps: RunDependencies,
    /** Those of its draft, by name. */
    private readonly secrets: Secrets,
  ) {
    super()
    this.log = log
    this.#timings = timings
    this.redactedLog = new RedactedLog(log, Object.values(secrets), () => this.#record.state !== undefined)
    this.redactedLines = new RedactedLines(this.redactedLog, log.reducer)
    this.setMaxListeners(0)
    const installer = findInstaller(record.installer)
    if (!installer) throw new RequestFailure('package-unknown-release', { release: record.release })
    this.#installer = installer
    this.#writer = new RunRecordWriter(record, deps.store)
    this.#taskbox = new RunTaskbox(deps.machines, cluster.taskbox, this.#closing.signal)
    this.#prompts = new PromptResponder(
      installer.operation(cluster, record.operation).prompts,
      this.#taskbox,
      () => this.#record.job,
      () => this.#invalidateView(),
      (error) => this.#logError(error),
    )
    this.#result = new RunResult({
      run: record.id,
      operation: record.operation,
      cluster,
      installer,
      machines: deps.machines,
      taskbox: this.#taskbox,
      timing: deps.verifyTiming,
      onChange: () => this.#invalidateView(),
    })
    if (record.state) {
      this.#jobStatus.setKnown()
      this.#elapsed.stop(record.durationMs)
    }
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

  get clusterId(): string {
    return this.#record.clusterId
  }

  get logBytes(): number {
    return this.log.bytes
  }

  get state(): RunState {
    const { question } = this.#prompts
    // A prompt that Taskbox answers itself needs no person.
    const awaitsInput = question !== undefined && question.known === undefined
    return runState({
      endState: this.#record.state,
      isReachable: this.#jobStatus.unreachableReason === undefined,
      job: this.#jobStatus.facts,
      awaitsInput,
    })
  }

  /** Resolves once the state is known: running, ended, or taskbox unreachable. */
  get stateKnown(): Promise<void> {
    return this.#jobStatus.known
  }

  /** Resolves when the run has ended, or when this process stops following it (`close`). */
  get ended(): Promise<void> {
    return this.#lifecycle
  }

  /**
   * Starts and follows the run. Only for the process that created the record. Resolves once the package is reserved or
   * the run has failed. Throws `run-active`, with the run that has the package, or `package-untrusted`.
   */
  start(): Promise<void> {
    this.#jobStatus.setKnown()
    const reserved = reserve(this.#startContext)
    this.#lifecycle = this.#guarded(async () => {
      await reserved
      await provision(this.#startContext)
      await this.#follow()
    })
    return reserved.catch((error: unknown) => {
      if (error instanceof RequestFailure && START_REFUSALS.has(error.kind)) throw error
    })
  }

  /** Resumes a run that another Taskbox or an earlier server process started. */
  resume(): void {
    if (this.#record.state) return
    this.#lifecycle = this.#guarded(async () => {
      const isStarted = await resume(this.#startContext, () => this.#closing.signal.aborted)
      if (this.#record.state || this.#closing.signal.aborted) return this.#jobStatus.setKnown()
      if (!isStarted) return this.#end('failed', { reason: 'never-started' })
      await this.#follow()
    })
  }

  summary(): RunSummary {
    const { id, clusterId, clusterName, operation, startedAt, endedAt } = this.#record
    return { id, clusterId, clusterName, operation, startedAt, endedAt, state: this.state }
  }

  view(): RunView {
    const elapsedMs = this.#elapsedMs
    return runView({
      record: this.#record,
      log: this.log,
      prompts: this.#prompts,
      state: this.state,
      outcome: this.#outcome(),
      installer: this.#installer,
      kubernetes: this.#installer.kubernetesVersion(this.cluster),
      elapsedMs,
      estimate: this.#record.state ? undefined : this.#timings.estimate(elapsedMs),
      reason: this.#jobStatus.unreachableReason,
      warning: this.#warning,
      verification: this.#result.verification,
      isVerifying: this.#repeatedVerification.isRunning,
      version: this.#viewCache.version,
    })
  }

  /** The cached view without secrets (`RunViewCache`). @param forceRefresh render the current view */
  redactedView(forceRefresh = false): RunView {
    return this.#viewCache.get(forceRefresh)
  }

  get #elapsedMs(): number {
    const { startedAt, endedAt } = this.#record
    return this.#elapsed.ms ?? Math.max(0, (endedAt ?? Date.now()) - startedAt)
  }

  /**
   * The steps as commands, with masked secrets. Those of a run that another version started, or another Taskbox, are
   * derived from its settings.
   */
  async commands(): Promise<{ steps: string[]; isRecorded: boolean }> {
    const recorded = await this.deps.store.artifacts.readCommands(this.id)
    const { operation, packageFolder } = this.#record
    const steps = jobSteps(this.#installer.operation(this.cluster, operation), packageFolder)
    const commands = recorded ?? renderExactCommands({ steps, environment: {} }, this.secrets)
    return {
      steps: commands.map((command) => this.redactedLog.redactText(command)),
      isRecorded: recorded !== undefined,
    }
  }

  /** The draft that it was started from, with placeholders for secrets. */
  draft(): Promise<Draft> {
    return this.deps.store.drafts.openRedacted(this.id)
  }

  /** Reads an artifact of its start by name. Throws `not-found`. */
  artifact(name: string): Promise<string> {
    return this.deps.store.artifacts.read(this.id, name)
  }

  /** Reads the log byte for byte, including secrets. */
  readLog(offset: number, length: number): Promise<Buffer> {
    return this.log.read(offset, length)
  }

  /** The console's password from the installer's banner. Throws `not-found` if it is not printed yet, or was deleted. */
  consolePassword(): string {
    return this.#result.consolePassword(this.#outcome())
  }

  /** Throws as `RunResult.kubeconfig`. */
  kubeconfig(): Promise<string> {
    return this.#result.kubeconfig()
  }

  /** Submits a person's answer to the pending prompt. Throws `run-ended`, or `conflict` if the prompt is not pending. */
  async answer(question: string, answer: string): Promise<void> {
    if (this.#record.state) throw new RequestFailure('run-ended', { run: this.id })
    await this.#prompts.answer(question, answer)
  }

  /** Types a line into the installer's terminal at any time. Throws `run-ended`, or `conflict` before the job exists. */
  async sendLine(line: string): Promise<void> {
    if ((await this.#activeJob()) === '') throw new RequestFailure('conflict', { what: 'start' })
    await this.#prompts.sendLine(line)
  }

  /**
   * Stops the installer, its processes on the taskbox and Ansible's processes on the hosts; the log remains. After
   * the installer has ended, stops the verification instead; one that is repeated leaves the earlier result. If the
   * taskbox is unreachable, abandons the run: its state becomes `lost`, and the cluster can start another run.
   */
  async stop(): Promise<void> {
    if (this.#repeatedVerification.stop()) return this.#repeatedVerification.ended
    const job = await this.#activeJob()
    if (this.#result.stopVerification()) return
    if (this.#jobStatus.unreachableReason !== undefined) return this.#abandon()
    if (job === '' || !this.#jobStatus.facts) throw new RequestFailure('conflict', { what: 'start' })
    this.#jobStatus.update({ stopRequested: true })
    const { machines, stopTimeouts } = this.deps
    const stopping = stopRun(this.#taskbox, job, this.cluster, machines, stopTimeouts)
    this.#hostCleanup = stopping.catch(() => [])
    await stopping.catch((error: unknown) => {
      if (!this.#record.state) this.#jobStatus.update({ stopRequested: false })
      throw error
    })
  }

  /** Reads a result that another process stored after the end of the run. */
  async refresh(): Promise<void> {
    const { state } = this.#record
    if (!state || this.#repeatedVerification.isRunning) return
    await this.#writer.reload()
    if (this.#record.state !== state) this.#viewCache.publish()
  }

  /**
   * Repeats the verification without the installer. Resolves when it has started. Throws `conflict` during another one,
   * or `verification-refused` if the installer did not succeed or the cluster is verified already.
   * @param isLatest whether no later run has changed the cluster; otherwise the result is discarded
   * @param onVerified called before a success is stored; if it throws, nothing is stored
   */
  async verifyAgain(isLatest: () => Promise<boolean>, onVerified?: () => Promise<unknown>): Promise<void> {
    await this.refresh()
    if (this.#repeatedVerification.isRunning) throw new RequestFailure('conflict', { what: 'verification' })
    if (!isUnverified(this.view()))
      throw new RequestFailure('verification-refused', {
        problem: this.#record.state === 'succeeded' ? 'verified' : 'failed',
      })
    this.#repeatedVerification.start(async (signal) => {
      const result = await this.#result.verify(this.#outcome(), signal)
      await this.#writer.reload()
      // Another process may have verified the cluster meanwhile.
      if (!(await isLatest()) || signal.aborted || !isUnverified(this.view())) return
      if (isVerifiedNow(result)) await onVerified?.()
      await this.#storeVerified(result)
    })
  }

  /** Resolves when no repeated verification is running. */
  get verificationEnded(): Promise<void> {
    return this.#repeatedVerification.ended
  }

  async #storeVerified({ isVerified, ...result }: VerifiedResult): Promise<void> {
    if (isVerified) await this.deps.onSucceeded?.(this.#record)
    const state = isVerified ? 'succeeded' : 'failed'
    await this.#writer.update({ reason: undefined, ...result, state, verifiedAt: Date.now() })
  }

  /** The folder of the job; empty before it exists. Throws `run-ended`. */
  async #activeJob(): Promise<string> {
    // The state may be unknown if this process has only just attached.
    await this.stateKnown
    const { state, job } = this.#record
    if (state) throw new RequestFailure('run-ended', { run: this.id })
    return job
  }

  async #abandon(): Promise<void> {
    this.#closing.abort()
    this.#prompts.stop()
    await this.#end('lost', { reason: this.#jobStatus.unreachableReason })
  }

  /** Stops following the run; the installer continues. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#repeatedVerification.stop()
    await this.#repeatedVerification.ended
    this.#prompts.stop()
    this.#viewCache.stop()
    await Promise.all([this.#lifecycle, this.#writer.close(), this.log.close(), this.#timings.close()])
  }

  get #startContext(): StartContext {
    return {
      writer: this.#writer,
      cluster: this.cluster,
      installer: this.#installer,
      taskbox: this.#taskbox,
      secrets: this.secrets,
      pinnedFingerprint: (host) => this.deps.machines.pinnedFingerprint(host),
      onLost: (reason) => this.#jobStatus.setUnreachable(reason),
      onJob: (facts) => {
        this.#jobStatus.setReachable()
        this.#jobStatus.update(facts)
        this.#jobStatus.setKnown()
      },
    }
  }

  async #follow(): Promise<void> {
    const { job } = this.#record
    const { reducer } = this.log
    const jobState = await this.#refreshJobState(job)
    if (jobState.alive) this.#jobStatus.setKnown()
    // A prompt from before this process attached is still pending.
    this.#prompts.resume(jobState, reducer.bytes, () => reducer.tail)
    const end = await followWithReconnect(() => this.#taskbox.open(), job, reducer.bytes, {
      onBytes: (chunk) => this.#onBytes(chunk),
      onInputState: (state) => this.#prompts.onInputState(state),
      ready: () => this.log.flushed(),
      onLost: (failure) => this.#jobStatus.setUnreachable(failure.kind),
      onReconnected: () => {
        this.#jobStatus.setReachable()
        this.#refreshJobState(job).catch((error: unknown) => this.#logError(error))
      },
      onDamaged: () => this.#setWarning('log-gone'),
      signal: this.#closing.signal,
    })
    if (end) await this.#finish(end)
  }

  /** Refreshes the job's state from its files. */
  async #refreshJobState(job: string): Promise<JobState> {
    const onLost = (reason: string) => this.#jobStatus.setUnreachable(reason)
    const state = await this.#taskbox.withRetry(async (machine) => {
      await this.#prompts.load(machine)
      return readJobState(machine, job)
    }, onLost)
    this.#elapsed.update(state.durationSeconds)
    this.#jobStatus.setReachable()
    this.#jobStatus.update(toJobFacts(state))
    return state
  }

  #onBytes(chunk: Uint8Array): void {
    this.log.append(chunk)
    this.#timings.record(this.log.reducer.view.totals.tasks, this.#elapsedMs)
    this.#prompts.onOutput(this.log.reducer.bytes, () => this.log.reducer.tail)
    this.#invalidateView()
  }

  async #finish(end: JobEnd): Promise<void> {
    this.#prompts.stop()
    await this.log.flushed()
    this.#elapsed.stop(end.durationSeconds === undefined ? this.#elapsed.ms : end.durationSeconds * 1000)
    const outcome = this.#outcome(end.exitStatus)
    const { state, reason } = evaluateEnd(end, outcome)
    const leftRunning = await raceAbort(this.#hostCleanup, this.#closing.signal)
    const ended = {
      exitStatus: end.exitStatus,
      durationMs: this.#elapsed.ms,
      ...(reason === undefined ? {} : { reason }),
      ...(leftRunning.length > 0 ? { leftRunning } : {}),
    }
    if (state !== 'succeeded') return this.#end(state, ended)
    const { isVerified, ...verified } = await this.#result.verify(outcome, this.#closing.signal)
    if (isVerified) await this.deps.onSucceeded?.(this.#record)
    await this.#end(isVerified ? 'succeeded' : 'failed', { ...ended, ...verified })
  }

  #outcome(exitStatus = this.#record.exitStatus): Outcome | undefined {
    return exitStatus === undefined ? undefined : this.#installer.outcome(this.log.reducer.tail, exitStatus)
  }

  /** Ends the run with a reason if anything fails before the installer runs. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (this.#closing.signal.aborted) return
      const failure = toFailure(error, (cause) => this.#logError(cause))
      // After its release the installer may be running: the error does not mean that the install failed.
      if (this.#record.job && !this.#jobStatus.facts?.awaitingRelease)
        return this.#jobStatus.setUnreachable(failure.kind)
      await this.#end('failed', { reason: failure.kind }).catch((cause: unknown) => this.#logError(cause))
    }
  }

  #logError(error: unknown): void {
    this.deps.log.error({ err: error, run: this.id }, 'run')
  }

  #setWarning(warning: RunView['warning']): void {
    this.#warning = warning
    this.#invalidateView()
  }

  async #end(state: EndState, changes: Partial<RunRecord> = {}): Promise<void> {
    const stored = this.#writer.update({ ...changes, state, endedAt: Date.now() })
    // The state is known now, even if a full disk delays the record.
    this.#jobStatus.setKnown()
    // The redacted log can now release its pending end.
    this.emit('bytes')
    this.#viewCache.publish()
    await stored
  }

  #invalidateView(): void {
    this.#viewCache.invalidate()
  }
}
