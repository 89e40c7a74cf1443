/** The questions of one run and their answers: each is answered once, whoever answers it. */
import type { Prompt, PromptAnswer } from '@/lib/contract/run'
import type { ExpectedPrompt } from '@/lib/installers/installer'
import type { Machine } from '../../machine/machine'
import { RequestFailure } from '../../request-failure'
import { answerJob, readAnswers } from '../job/job'
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
    this.#detector = new PromptDetector(expected, (asked) => void this.#onPrompt(asked))
  }

  /** The question that the installer stands at. */
  get question(): Prompt | undefined {
    if (!this.#pending) return undefined
    const { id, text, known } = this.#pending
    return { id, text, known }
  }

  get answers(): PromptAnswer[] {
    return this.#answers
  }

  /** What was answered before this process came. */
  async load(machine: Machine): Promise<void> {
    this.#answers = await readAnswers(machine, this.job())
  }

  /** The log grew to so many bytes; whatever was asked before is answered. @param tail its end, when it is asked for */
  onOutput(bytes: number, tail: () => string): void {
    this.#pending = undefined
    this.#detector.onOutput(bytes, tail)
  }

  stop(): void {
    this.#detector.stop()
    this.#pending = undefined
  }

  /** A person's answer to the question that stands. Throws `conflict` where it no longer does. */
  async answer(question: string, answer: string): Promise<void> {
    if (this.#pending?.id !== question) throw new RequestFailure('conflict', { what: 'question' })
    await this.#submit(this.#pending, answer, 'user')
  }

  async #onPrompt(asked: DetectedPrompt): Promise<void> {
    this.#pending = asked
    this.onChange()
    if (asked.answer === undefined) return
    await this.#submit(asked, asked.answer, 'taskbox').catch((error: unknown) => {
      this.logError(error)
      // Then somebody has to.
      if (this.#pending?.id === asked.id) this.#pending = { id: asked.id, text: asked.text }
      this.onChange()
    })
  }

  /** The job keeps a mark for each question (see `answerJob`), so that two who see it do not both answer. */
  async #submit(asked: DetectedPrompt, answer: string, by: 'taskbox' | 'user'): Promise<void> {
    const shown = by === 'taskbox' ? answer : ''
    const entry: PromptAnswer = { question: asked.text, answer: shown, by, at: Date.now() }
    this.#answers = await this.taskbox.withMachine(async (machine) => {
      const given = await answerJob(machine, this.job(), { id: asked.id, text: answer, entry })
      return given ? [...this.#answers, entry] : readAnswers(machine, this.job())
    })
    if (this.#pending?.id === asked.id) this.#pending = undefined
    this.onChange()
  }
}
