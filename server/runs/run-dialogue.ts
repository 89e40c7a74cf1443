/** The questions of one run and their answers: each is answered once, whoever answers it. */
import type { Answered, Question } from '@/lib/contract/run'
import type { ExpectedQuestion } from '@/lib/installers/installer'
import type { Machine } from '../machine/machine'
import { RequestFailure } from '../request-failure'
import { answerJob, readAnswers } from './job'
import { type Asked, QuestionWatch } from './questions'
import type { RunTaskbox } from './run-taskbox'

export class RunDialogue {
  readonly #watch: QuestionWatch
  #standing: Asked | undefined
  #answers: Answered[] = []

  constructor(
    expected: readonly ExpectedQuestion[],
    private readonly taskbox: RunTaskbox,
    private readonly job: () => string,
    private readonly onChange: () => void,
    private readonly note: (error: unknown) => void,
  ) {
    this.#watch = new QuestionWatch(expected, (asked) => void this.#asked(asked))
  }

  /** The question that the installer stands at. */
  get question(): Question | undefined {
    if (!this.#standing) return undefined
    const { id, text, known } = this.#standing
    return { id, text, known }
  }

  get answers(): Answered[] {
    return this.#answers
  }

  /** What was answered before this process came. */
  async load(machine: Machine): Promise<void> {
    this.#answers = await readAnswers(machine, this.job())
  }

  /** The log grew to so many bytes; whatever was asked before is answered. @param tail its end, when it is asked for */
  output(bytes: number, tail: () => string): void {
    this.#standing = undefined
    this.#watch.output(bytes, tail)
  }

  stop(): void {
    this.#watch.stop()
    this.#standing = undefined
  }

  /** A person's answer to the question that stands. Throws `conflict` where it no longer does. */
  async answer(question: string, answer: string): Promise<void> {
    if (this.#standing?.id !== question) throw new RequestFailure('conflict', { what: 'question' })
    await this.#give(this.#standing, answer, 'user')
  }

  async #asked(asked: Asked): Promise<void> {
    this.#standing = asked
    this.onChange()
    if (asked.answer === undefined) return
    await this.#give(asked, asked.answer, 'taskbox').catch((error: unknown) => {
      this.note(error)
      // Then somebody has to.
      if (this.#standing?.id === asked.id) this.#standing = { id: asked.id, text: asked.text }
      this.onChange()
    })
  }

  /** The job keeps a mark for each question (see `answerJob`), so that two who see it do not both answer. */
  async #give(asked: Asked, answer: string, by: 'taskbox' | 'user'): Promise<void> {
    const shown = by === 'taskbox' ? answer : ''
    const entry: Answered = { question: asked.text, answer: shown, by, at: Date.now() }
    this.#answers = await this.taskbox.once(async (machine) => {
      const given = await answerJob(machine, this.job(), { id: asked.id, text: answer, entry })
      return given ? [...this.#answers, entry] : readAnswers(machine, this.job())
    })
    if (this.#standing?.id === asked.id) this.#standing = undefined
    this.onChange()
  }
}
