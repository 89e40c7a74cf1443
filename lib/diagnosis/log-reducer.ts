/**
 * Reduces the bytes of a log to the state of its run. The result can be recomputed at any time, so a restarted server,
 * another browser, the command line and a page with an uploaded file all agree.
 * Its size is bounded: it lists the newest tasks, the first thousand failures and the first five hundred matches, and
 * counts everything.
 */

import type { AnsibleEvent } from '@/lib/log/ansible/event'
import { createLineParser, type LineParser, type LinePlace } from '@/lib/log/ansible/parser'
import { createLineReader } from '@/lib/log/lines'
import { LogTail } from '@/lib/log/tail'
import type { FailedTask, Progress } from '@/lib/run/progress/progress'
import { createProgress, finishProgress, reduce } from '@/lib/run/progress/reducer'
import { diagnose } from './diagnose'
import type { Diagnosis } from './diagnosis'
import { type FailedLine, type LogRun, LogRuns } from './log-run'
import { addMatches, createMatches, hasKeyword } from './matches'

/** Enough for an installer's banner with its surroundings, and for a prompt. */
const TAIL_CHARS = 262_144

/** Reads a log from its bytes (`push`, `end`), or from the lines that were recovered from it (`line`, `foreignLine`, `end`). */
export class LogReducer implements LineParser {
  readonly #progress = createProgress()
  readonly #matches = createMatches()
  readonly #runs = new LogRuns(this.#progress)
  readonly #parser = createLineParser(
    (event) => {
      this.#apply(event)
      this.onEvent?.(event)
    },
    { isWanted: (text) => hasKeyword(text) || this.#runs.isWanted(text) },
  )
  readonly #reader = createLineReader((line, number) => this.#parser.line(line, number))
  #recaps = 0
  #hasOpenPlaybook = false
  #bytes = 0
  readonly #tail = new LogTail(TAIL_CHARS)

  /** @param onEvent receives every event of the parser; of lines that Ansible did not print, only possible explanations */
  constructor(private readonly onEvent?: (event: AnsibleEvent) => void) {}

  /** How many bytes were read: the offset of the next one. */
  get bytes(): number {
    return this.#bytes
  }

  /** The end of the log as text, escape sequences included. */
  get tail(): string {
    return this.#tail.text
  }

  /** How many playbook runs reached their PLAY RECAP. */
  get recaps(): number {
    return this.#recaps
  }

  /** Whether the last playbook run has no PLAY RECAP: it is running, or was interrupted. */
  get hasOpenPlaybook(): boolean {
    return this.#hasOpenPlaybook
  }

  /** The first error of Ansible's own, which ended it before any task could fail. */
  get error(): FailedLine | undefined {
    return this.#runs.list.find(({ error }) => error)?.error
  }

  /** The newest playbook runs, in order. */
  get runs(): readonly LogRun[] {
    return this.#runs.list
  }

  /** The progress so far, mutated in place by later chunks. */
  get view(): Progress {
    return this.#progress.view
  }

  /** The known failures that explain the failed tasks so far. */
  diagnosis(): Diagnosis[] {
    return diagnose(this.view.failures, this.#matches)
  }

  /** The known failures that explain failed tasks, from the lines of one run only. */
  diagnosisOf(failures: readonly FailedTask[], isInRun: (line: number) => boolean): Diagnosis[] {
    const found = new Map([...this.#matches.found].filter(([, { line }]) => isInRun(line)))
    return diagnose(failures, { ...this.#matches, found })
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length
    this.#reader.push(chunk)
    this.view.lines = this.#reader.count
    this.#tail.pushBytes(chunk)
  }

  line(text: string, number: number, place?: LinePlace): void {
    this.#parser.line(text, number, place)
    this.view.lines = number
    this.#tail.pushLine(text)
  }

  foreignLine(text: string, number: number): void {
    this.#parser.foreignLine(text, number)
    this.view.lines = number
    this.#tail.pushLine(text)
  }

  get isInResult(): boolean {
    return this.#parser.isInResult
  }

  /** Reads an unfinished last line. No more chunks follow. */
  end(): void {
    this.#reader.end()
    this.#parser.end()
    finishProgress(this.#progress)
    this.#runs.end()
    if (this.#reader.count > 0) this.view.lines = this.#reader.count
  }

  #apply(event: AnsibleEvent) {
    const { type } = event
    if (type === 'recap-start') this.#recaps += 1
    if (type === 'recap-start' || type === 'play') this.#hasOpenPlaybook = type === 'play'
    this.#runs.add(event)
    reduce(this.#progress, event)
    addMatches(this.#matches, event)
  }
}
