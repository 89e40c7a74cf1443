/**
 * Reduces the bytes of a log to the state of its run. The result can be recomputed at any time, so a restarted server,
 * another browser, the command line and a page with an uploaded file all agree.
 * Its size is bounded: it lists the newest tasks, the first thousand failures and the first five hundred matches, and
 * counts everything.
 */

import type { AnsibleEvent } from '@/lib/log/ansible/event'
import { createParser } from '@/lib/log/ansible/parser'
import type { FailedTask, Progress } from '@/lib/run/progress/progress'
import { createProgress, finishProgress, reduce } from '@/lib/run/progress/reducer'
import { diagnose } from './diagnose'
import type { Diagnosis } from './diagnosis'
import { type FailedLine, type LogRun, LogRuns } from './log-run'
import { addMatches, createMatches, hasKeyword } from './matches'

/** Enough for an installer's banner with its surroundings, and for a prompt. */
const TAIL_BYTES = 262_144

export class LogReducer {
  readonly #progress = createProgress()
  readonly #matches = createMatches()
  readonly #runs = new LogRuns(this.#progress)
  readonly #parser = createParser(
    (event) => {
      this.#apply(event)
      this.onEvent?.(event)
    },
    { isWanted: (text) => hasKeyword(text) || this.#runs.isWanted(text) },
  )
  #recaps = 0
  #hasOpenPlaybook = false
  #bytes = 0
  #tail: Uint8Array[] = []
  #tailBytes = 0

  /** @param onEvent receives every event of the parser; of lines that Ansible did not print, only possible explanations */
  constructor(private readonly onEvent?: (event: AnsibleEvent) => void) {}

  /** How many bytes were read: the offset of the next one. */
  get bytes(): number {
    return this.#bytes
  }

  /** The end of the log as text, escape sequences included. */
  get tail(): string {
    const decoder = new TextDecoder()
    const text = this.#tail.map((piece) => decoder.decode(piece, { stream: true })).join('')
    return (text + decoder.decode()).slice(-TAIL_BYTES)
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
    this.#parser.push(chunk)
    this.view.lines = this.#parser.lines
    this.#appendTail(chunk)
  }

  /** Reads an unfinished last line. No more chunks follow. */
  end(): void {
    this.#parser.end()
    finishProgress(this.#progress)
    this.#runs.end()
    this.view.lines = this.#parser.lines
  }

  #apply(event: AnsibleEvent) {
    const { type } = event
    if (type === 'recap-start') this.#recaps += 1
    if (type === 'recap-start' || type === 'play') this.#hasOpenPlaybook = type === 'play'
    this.#runs.add(event)
    reduce(this.#progress, event)
    addMatches(this.#matches, event)
  }

  /** Copies the chunk, since its buffer may be reused. */
  #appendTail(chunk: Uint8Array) {
    const piece = new Uint8Array(chunk.subarray(-TAIL_BYTES))
    this.#tail.push(piece)
    this.#tailBytes += piece.length
    while (this.#tailBytes - (this.#tail[0]?.length ?? 0) >= TAIL_BYTES)
      this.#tailBytes -= this.#tail.shift()?.length ?? 0
  }
}
