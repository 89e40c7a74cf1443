/** Responds to a run's prompts: known ones automatically, others with a person's answer; each prompt once. */

import type { ExpectedPrompt } from '@/lib/installers/installer'
import type { Prompt, PromptAnswer } from '@/lib/run/prompt'
import type { Quiet } from '@/lib/run/quiet'
import type { Machine } from '../../machine/machine'
import { RequestFailure } from '../../request-failure'
import { answerJob, readAnswers, typeLine } from '../job/answers'
import type { InputState } from '../job/input-state'
import type { JobState } from '../job/state'
import type { RunTaskbox } from '../run-taskbox'
import { type DetectedPrompt, PromptDetector } from './prompt-detector'

export class PromptResponder {
  readonly #detector: PromptDetector
  #pending: DetectedPrompt | undefined
  #answers: PromptAnswer[] = []
  #lastOutputAt = Date.now()

  constructor(
    expected: readonly ExpectedPrompt[],
    private readonly taskbox: RunTaskbox,
    private readonly job: () => string,
    private readonly onChange: () => void,
    private readonly logError: (error: unknown) => void,
  ) {
    this.#detector = new PromptDetector(
      () => expected.filter(({ id }) => !this.#isAnswered(id)),
      (prompt) => void this.#onPrompt(prompt),
    )
  }

  /** The prompt that the installer waits at. */
  get question(): Prompt | undefined {
    if (!this.#pending) return undefined
    const { answer: _, ...prompt } = this.#pending
    return prompt
  }

  get answers(): PromptAnswer[] {
    return this.#answers
  }

  /** The job's silence; undefined while it waits for input. */
  get quiet(): Quiet | undefined {
    return this.#pending ? undefined : { since: this.#lastOutputAt, mayWait: !this.#detector.isBusy }
  }

  /** Loads the answers that were given before this process attached. */
  async load(machine: Machine): Promise<void> {
    this.#answers = await readAnswers(machine, this.job())
  }

  /** Call with the job's state and log when this process attaches. */
  resume({ inputState, quietSeconds = 0 }: JobState, bytes: number, tail: () => string): void {
    this.#detector.onInputState(inputState)
    this.#detector.onOutput(bytes, tail)
    this.#lastOutputAt = Date.now() - quietSeconds * 1000
  }

  /** Call after each output. @param bytes length of the log */
  onOutput(bytes: number, tail: () => string): void {
    this.#lastOutputAt = Date.now()
    this.#detector.onOutput(bytes, tail)
  }

  onInputState(state: InputState): void {
    this.#detector.onInputState(state)
    this.onChange()
  }

  stop(): void {
    this.#detector.stop()
    this.#pending = undefined
  }

  /** Submits a person's answer. Throws `conflict` if the prompt is no longer pending. */
  async answer(question: string, answer: string): Promise<void> {
    if (this.#pending?.id !== question) throw new RequestFailure('conflict', { what: 'question' })
    await this.#submit(this.#pending, answer, 'user')
  }

  /** Types a line, whether or not the installer waits for it. */
  async sendLine(line: string): Promise<void> {
    await this.taskbox.withMachine((machine) => typeLine(machine, this.job(), line))
  }

  /** An expected prompt that appears again did not accept its answer, so a person must answer it. */
  #isAnswered(id: string): boolean {
    return this.#answers.some(({ known, by }) => known === id && by === 'taskbox')
  }

  async #onPrompt(prompt: DetectedPrompt | undefined): Promise<void> {
    if (this.#pending === prompt) return
    this.#pending = prompt
    this.onChange()
    if (prompt?.answer === undefined) return
    await this.#submit(prompt, prompt.answer, 'taskbox').catch((error: unknown) => {
      this.logError(error)
      // Make it an unknown prompt, so that a person can answer.
      const { known: _, answer: __, ...unknown } = prompt
      if (this.#pending?.id === prompt.id) this.#pending = unknown
      this.onChange()
    })
  }

  /** The job records each answered prompt (see `answerJob`), so that two processes do not both answer. */
  async #submit(prompt: DetectedPrompt, answer: string, by: 'taskbox' | 'user'): Promise<void> {
    const entry: PromptAnswer = {
      question: prompt.text.split('\n').at(-1) ?? '',
      answer: prompt.hidden ? '' : answer,
      hidden: prompt.hidden,
      by,
      at: Date.now(),
      ...(prompt.known ? { known: prompt.known } : {}),
    }
    this.#answers = await this.taskbox.withMachine(async (machine) => {
      const accepted = await answerJob(machine, this.job(), { id: prompt.id, text: answer, entry })
      return accepted ? [...this.#answers, entry] : readAnswers(machine, this.job())
    })
    if (this.#pending?.id === prompt.id) this.#pending = undefined
    this.onChange()
  }
}
