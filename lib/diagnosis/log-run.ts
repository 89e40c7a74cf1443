/** Splits a log into its playbook runs, and collects what concerns a run as a whole. */

import type { AnsibleEvent, Counters } from '@/lib/log/ansible/event'
import { truncateMiddle } from '@/lib/log/ansible/module-result'
import { detachString } from '@/lib/log/lines'
import { type OpenTask, openTask } from '@/lib/run/progress/open-task'
import { isRowIncomplete } from '@/lib/run/progress/recap-totals'
import { isUserInterruption, type ProgressState } from '@/lib/run/progress/reducer'
import { parseFailureStatement, parseSuccess } from './failure-statement'
import { isInterruption } from './interruption'
import { ANSIBLE_ERROR } from './matches'

/** A line of the log that is a failure by itself. */
export interface FailedLine {
  line: number
  text: string
}

interface Statement extends FailedLine {
  subject: string
  isGeneral: boolean
}

/** A playbook run, or a series of ad-hoc commands. */
export interface LogRun {
  /** Its first line. */
  readonly line: number
  readonly isAdHoc: boolean
  /** Whether its first play is in the log. */
  readonly hasBeginning: boolean
  /** Totals of the log before this run. */
  readonly before: { plays: number; tasks: number; counters: ReadonlyMap<string, Counters> }
  hasRecap: boolean
  /** An error of Ansible's own, which ended it. */
  error: FailedLine | undefined
  /** The line of the interruption by the user. */
  interruptedAt: number | undefined
  /** The task that was running when it ended without a recap. */
  lastTask: OpenTask | undefined
  /** Rows of the recap that count more failures than the log contains. */
  incomplete: { host: string; line: number }[]
  /** Where the installer said that it failed, after the recap. */
  statements: Statement[]
}

/** Older runs are not listed. */
const MAX_RUNS = 20
const MAX_INCOMPLETE = 1000
const MAX_STATEMENTS = 20
const MAX_REPORTED = 5

/** The style of Ansible 2.19; it also precedes failures of tasks. */
const NEW_ERROR = '[ERROR]: '
const TASK_ERROR = '[ERROR]: Task failed'

export class LogRuns {
  readonly list: LogRun[] = []
  #hasEnded = false
  /** An error that is one of Ansible's own unless a result follows. */
  #possibleError: FailedLine | undefined

  /** Where a run was cancelled, unless a result follows. */
  #possibleInterruption: number | undefined

  constructor(private readonly progress: ProgressState) {}

  get #isRunning(): boolean {
    return this.#last !== undefined && !this.#hasEnded
  }

  get #last(): LogRun | undefined {
    return this.list.at(-1)
  }

  /** Whether a line that Ansible did not print as part of a play may matter. */
  isWanted(text: string): boolean {
    if (text.startsWith(NEW_ERROR)) return true
    if (this.#isRunning) return isInterruption(text)
    if (!this.#last?.hasRecap) return false
    return parseFailureStatement(text) !== undefined || parseSuccess(text) !== undefined
  }

  /** Called with each event before the progress is reduced by it. */
  add(event: AnsibleEvent) {
    const { type } = event
    if (type === 'text') this.#addText(event)
    else if (type === 'recap') this.#addRow(event)
    else if (type === 'recap-start') this.#endWithRecap(event)
    else if (type === 'result' && event.isAdHoc) this.#continue(event, true)
    else if (type === 'play' || type === 'task' || type === 'result') this.#continue(event, false)
  }

  /** Called at the end of the log. */
  end() {
    const { list } = this
    if (this.#possibleInterruption !== undefined) this.#interrupt(this.#possibleInterruption)
    if (this.#possibleError) this.#fail(this.#possibleError)
    const last = list.at(-1)
    if (last && !last.hasRecap && !last.isAdHoc) last.lastTask ??= openTask(this.progress)
  }

  #continue(event: AnsibleEvent, isAdHoc: boolean) {
    this.#possibleError = undefined
    this.#possibleInterruption = undefined
    const last = this.#last
    if (last && !this.#hasEnded && last.isAdHoc === isAdHoc) return
    this.#start(event.line, isAdHoc, isAdHoc || event.type === 'play')
  }

  #start(line: number, isAdHoc: boolean, hasBeginning: boolean): LogRun {
    const { totals } = this.progress.view
    this.#leave()
    const run: LogRun = {
      line,
      isAdHoc,
      hasBeginning,
      before: { plays: totals.plays, tasks: totals.tasks, counters: this.#counters() },
      hasRecap: false,
      error: undefined,
      interruptedAt: undefined,
      lastTask: undefined,
      incomplete: [],
      statements: [],
    }
    this.list.push(run)
    if (this.list.length > MAX_RUNS) this.list.shift()
    this.#hasEnded = false
    return run
  }

  /** The run that ends here may have no recap. */
  #leave() {
    const last = this.#last
    if (last && !last.hasRecap && !last.isAdHoc) last.lastTask ??= openTask(this.progress)
  }

  #counters(): ReadonlyMap<string, Counters> {
    const { hosts } = this.progress
    return new Map([...hosts].map(([name, { view }]) => [name, { ...view.counters }]))
  }

  #endWithRecap({ line }: AnsibleEvent) {
    this.#possibleError = undefined
    this.#possibleInterruption = undefined
    const last = this.#last
    const run = last && !this.#hasEnded && !last.isAdHoc ? last : this.#start(line, false, false)
    run.hasRecap = true
    this.#hasEnded = true
  }

  #addRow({ host, line, counters }: Extract<AnsibleEvent, { type: 'recap' }>) {
    const run = this.#last
    if (!run || run.incomplete.length >= MAX_INCOMPLETE) return
    if (isRowIncomplete(this.progress.hosts.get(host), counters))
      run.incomplete.push({ host: detachString(host), line })
  }

  #addText({ line, text }: Extract<AnsibleEvent, { type: 'text' }>) {
    const failed = () => ({ line, text: detachString(truncateMiddle(text)) })
    if (isUserInterruption(text)) this.#interrupt(line)
    else if (this.#isRunning && isInterruption(text)) this.#possibleInterruption ??= line
    else if (text.startsWith(ANSIBLE_ERROR)) this.#fail(failed())
    else if (text.startsWith(NEW_ERROR)) {
      if (!text.startsWith(TASK_ERROR)) this.#possibleError = failed()
    } else if (text.startsWith('PLAYBOOK: ')) this.#hasEnded = this.list.length > 0
    else if (this.#hasEnded && this.#last?.hasRecap) this.#addStatement(this.#last, line, text)
  }

  #interrupt(line: number) {
    this.#possibleInterruption = undefined
    const run = this.#last && !this.#hasEnded ? this.#last : this.#start(line, false, false)
    run.interruptedAt = line
    run.lastTask = openTask(this.progress)
    this.#hasEnded = true
  }

  #fail(error: FailedLine) {
    this.#possibleError = undefined
    const run = this.#last && !this.#hasEnded ? this.#last : this.#start(error.line, false, true)
    run.error ??= error
    this.#hasEnded = true
  }

  #addStatement(run: LogRun, line: number, text: string) {
    const statement = parseFailureStatement(text)
    if (statement && run.statements.length < MAX_STATEMENTS)
      run.statements.push({ line, text: detachString(text.trim()), ...statement })
    const success = statement ? undefined : parseSuccess(text)
    if (success) run.statements = run.statements.filter(({ subject }) => subject !== success)
  }
}

/** The installer's statements that say most: general ones only where no other says what failed. */
export function reportedStatements({ statements }: LogRun): FailedLine[] {
  const special = statements.filter(({ isGeneral }) => !isGeneral)
  return special.length > 0 ? special.slice(0, MAX_REPORTED) : statements.slice(0, 1)
}
