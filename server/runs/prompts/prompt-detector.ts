/**
 * Detects that the installer waits at a prompt, by the state of the job's terminal (`InputState`): only a blocked read is a
 * prompt. While that state is unknown, the text decides: the log's last line has no newline and looks like a prompt, and
 * no more output arrives.
 */

import type { ExpectedPrompt } from '@/lib/installers/installer'
import { stripAnsi } from '@/lib/log/lines'
import { detectPrompt } from '@/lib/run/detect-prompt'
import type { Prompt } from '@/lib/run/prompt'
import { findExpected, isSecretPrompt, lastLines } from '@/lib/run/prompt-text'
import { suggestAnswers } from '@/lib/run/suggest-answers'
import type { InputState, InputWait } from '../job/input-state'

/** An unknown prompt needs a longer pause than a known one, because it may be an incomplete line. */
const KNOWN_QUIET_MS = 150
const UNKNOWN_QUIET_MS = 2_000

const MAX_PROMPT_CHARACTERS = 8_000

export interface DetectedPrompt extends Prompt {
  /** Answer of a known prompt. */
  answer?: string
}

export class PromptDetector {
  #timer: NodeJS.Timeout | undefined
  #state: InputState | undefined
  #bytes = 0
  #tail = () => ''
  #announced = ''

  /**
   * @param expected the prompts to answer now
   * @param onPrompt receives each prompt, and undefined after it has closed
   */
  constructor(
    private readonly expected: () => readonly ExpectedPrompt[],
    private readonly onPrompt: (prompt: DetectedPrompt | undefined) => void,
  ) {}

  /** The terminal says that no process waits for input. */
  get isBusy(): boolean {
    return this.#state?.kind === 'busy'
  }

  /**
   * Call after each output with the log's length in bytes. `tail` is read only when the output pauses, because thousands
   * of lines may arrive per second.
   */
  onOutput(bytes: number, tail: () => string): void {
    this.#bytes = bytes
    this.#tail = tail
    this.#detect(this.#state)
  }

  /** @param state undefined if the job cannot determine it */
  onInputState(state: InputState | undefined): void {
    this.#state = state
    clearTimeout(this.#timer)
    this.#detect(state)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#state = undefined
    this.#tail = () => ''
  }

  #detect(state: InputState | undefined): void {
    if (state?.kind === 'waiting') {
      this.#announceWait(state)
      return
    }
    this.onPrompt(undefined)
    if (state?.kind !== 'busy') this.#watchText()
  }

  /** The state may arrive before the output that it follows. */
  #announceWait(wait: InputWait): void {
    const key = `${wait.read} ${wait.echo}`
    if (this.#bytes < wait.bytes || this.#announced === key) return
    this.#announced = key
    this.onPrompt(this.#promptOf(wait))
  }

  /** Searches only the output since the last input for expected prompts: earlier ones are answered. */
  #promptOf({ read, typedAt, echo }: InputWait): DetectedPrompt {
    const tail = this.#tail().slice(-MAX_PROMPT_CHARACTERS)
    const recent = lastBytes(tail, this.#bytes - typedAt)
    const printed = lastLines(recent)
    const lines = printed.length > 0 ? printed : lastLines(tail)
    const known = findExpected(this.expected(), printed)
    return {
      id: `read-${read}`,
      text: lines.join('\n'),
      hidden: echo === 'hidden' || (echo === 'raw' && isSecretPrompt(lines.at(-1) ?? '')),
      suggestions: suggestAnswers(stripAnsi(recent)),
      ...(known ? { known: known.id, answer: known.answer } : {}),
    }
  }

  #watchText(): void {
    this.#wait(KNOWN_QUIET_MS, () => {
      const prompt = this.#findInText()
      if (prompt?.known) this.onPrompt(prompt)
      else if (prompt) this.#wait(UNKNOWN_QUIET_MS - KNOWN_QUIET_MS, () => this.onPrompt(prompt))
    })
  }

  #wait(quietMs: number, then: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(then, quietMs)
  }

  /** The id is the prompt's offset in the log, so that every process that follows the run computes the same one. */
  #findInText(): DetectedPrompt | undefined {
    const text = stripAnsi(this.#tail().slice(-MAX_PROMPT_CHARACTERS))
    const known = this.expected().find((candidate) => candidate.pattern.test(text))
    const line = known ? (text.split('\n').at(-1) ?? '') : detectPrompt(text)
    if (line === undefined) return undefined
    return {
      id: `q${this.#bytes}`,
      text: line,
      hidden: isSecretPrompt(line),
      suggestions: suggestAnswers(text),
      ...(known ? { known: known.id, answer: known.answer } : {}),
    }
  }
}

function lastBytes(text: string, count: number): string {
  const bytes = Buffer.from(text)
  return count >= bytes.length ? text : bytes.subarray(bytes.length - Math.max(0, count)).toString('utf8')
}
