/** Answers the prompts of a followed run with the prepared answers, or asks the user at the terminal. */
import type { Prompt } from '@/lib/run/prompt'
import { terminalActor } from '../../audit/audit-log'
import type { Engine } from '../../engine'
import { toFailure } from '../../request-failure'
import type { Run } from '../../runs/run'
import { translator } from '../../translator'
import type { PreparedAnswers } from '../prepared-answers'
import { escapeFacts, escapeLine } from './escape'
import { printFailure, printStderr } from './output'
import { readLine } from './read-line'

export class PromptTerminal {
  #current: string | undefined
  #pending = new AbortController()
  readonly #onView = () => this.#update()

  constructor(
    private readonly engine: Engine,
    private readonly run: Run,
    private readonly prepared: PreparedAnswers,
  ) {
    run.on('view', this.#onView)
    this.#update()
  }

  close(): void {
    this.run.off('view', this.#onView)
    this.#pending.abort()
    process.stdin.unref?.()
  }

  /** Aborts the open prompt if it has closed: another process may answer it, or it may time out. */
  #update(): void {
    const prompt = openPrompt(this.run)
    if (prompt?.id === this.#current) return
    this.#current = prompt?.id
    this.#pending.abort()
    this.#pending = new AbortController()
    if (prompt) void this.#respond(prompt, this.#pending.signal)
  }

  async #respond(prompt: Prompt, signal: AbortSignal): Promise<void> {
    const prepared = this.prepared.answerFor(prompt)
    if (prepared && (await this.#submit(prompt, prepared.text))) {
      const facts = escapeFacts({ pattern: prepared.pattern, line: prompt.text.split('\n').at(-1) ?? '' })
      printStderr(translator()('cli.answered-by-option', facts))
      return
    }
    printPrompt(this.run, prompt)
    if (process.stdin.isTTY) await this.#promptUser(prompt, signal)
    else printStderr(translator()('cli.question-elsewhere', { run: this.run.id }))
  }

  async #promptUser(prompt: Prompt, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const answer = await readLine('> ', { hidden: prompt.hidden, signal })
      if (answer === undefined || (await this.#submit(prompt, answer))) return
    }
  }

  async #submit({ id }: Prompt, answer: string): Promise<boolean> {
    try {
      await submitAnswer(this.engine, this.run, id, answer)
      return true
    } catch (error) {
      printFailure(toFailure(error, (cause) => printStderr(String(cause))))
      return false
    }
  }
}

/** The prompt that a person must answer. */
export function openPrompt(run: Run): Prompt | undefined {
  const { question } = run.view()
  return question?.known === undefined ? question : undefined
}

/** Records the answer, without its text, and types it. */
export function submitAnswer(engine: Engine, run: Run, prompt: string, answer: string): Promise<void> {
  return engine.audit.record('run-answered', terminalActor(), { run: run.id }, () =>
    run.answer(prompt, answer),
  )
}

/** Types a line, whether or not the installer waits for it. Its text is not recorded. */
export function sendLine(engine: Engine, run: Run, line: string): Promise<void> {
  return engine.audit.record('run-line-sent', terminalActor(), { run: run.id }, () => run.sendLine(line))
}

/** Prints the prompt with its run, cluster and folder. */
export function printPrompt(run: Run, { text, hidden, suggestions }: Prompt): void {
  const t = translator()
  const { clusterName, packageFolder } = run.view()
  const printed = text.split('\n').map((line) => `  ${escapeLine(line)}`)
  const facts = escapeFacts({ run: run.id, cluster: clusterName, folder: packageFolder })
  printStderr(`\n${t('cli.question', { ...facts, hidden: String(hidden), text: printed.join('\n') })}`)
  const answers = suggestions.map((answer) => (answer === '' ? t('cli.enter-key') : escapeLine(answer)))
  if (answers.length > 0) printStderr(t('cli.question-suggestions', { answers: answers.join(', ') }))
}
