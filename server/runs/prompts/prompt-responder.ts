/** Responds to a run's prompts: known ones automatically, others with a person's answer; each prompt once. */

import type { ExpectedPrompt } from '@/lib/installers/installer'
import type { Prompt, PromptAnswer } from '@/lib/run/prompt'
import type { Machine } from '../../machine/machine'
import { RequestFailure } from '../../request-failure'
import { answerJob, readAnswers } from '../job/answers'
import type { RunTaskbox } from '../run-taskbox'
import { type DetectedPrompt, PromptDetector } from './prompt-detector'

export class PromptResponder {
  readonly #detector: PromptDetector
  #pending: DetectedPrompt | undefined
  #answers: PromptAnswer[] = []

  constructor(
    expected: readonly ExpectedPrompt[],
    private readonly taskbox: RunTaskbox,
    private readonly job: () => string,
    private readonly onChange: () => void,
    private readonly logError: (error: unknown) => void,
  ) {
    this.#detector = new PromptDetector(expected, (prompt) => void this.#onPrompt(prompt))
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

  /** Loads the answers that were given before this process attached. */
  async load(machine: Machine): Promise<void> {
    this.#answers = await readAnswers(machine, this.job())
  }

  /** Call after each output: it means that an earlier prompt was answered. @param bytes length of the log */
  onOutput(bytes: number, tail: () => string): void {
    this.#pending = undefined
    this.#detector.onOutput(bytes, tail)
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

  async #onPrompt(prompt: DetectedPrompt): Promise<void> {
    this.#pending = prompt
    this.onChange()
    if (prompt.answer === undefined) return
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
    const recorded = by === 'taskbox' ? answer : ''
    const entry: PromptAnswer = { question: prompt.text, answer: recorded, by, at: Date.now() }
    this.#answers = await this.taskbox.withMachine(async (machine) => {
      const accepted = await answerJob(machine, this.job(), { id: prompt.id, text: answer, entry })
      return accepted ? [...this.#answers, entry] : readAnswers(machine, this.job())
    })
    if (this.#pending?.id === prompt.id) this.#pending = undefined
    this.onChange()
  }
}
