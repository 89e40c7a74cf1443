/**
 * Detects that the installer waits at a prompt: the log's last line has no newline and no more output arrives. Known
 * prompts have an answer; all others need a person.
 */

import type { ExpectedPrompt } from '@/lib/installers/installer'
import { detectPrompt } from '@/lib/installers/kubesphere/detect-prompt'
import { stripAnsi } from '@/lib/log/lines'
import type { Prompt } from '@/lib/run/prompt'
import { suggestAnswers } from '@/lib/run/suggest-answers'

/** An unknown prompt needs a longer pause than a known one, because it may be an incomplete line. */
const KNOWN_QUIET_MS = 150
const UNKNOWN_QUIET_MS = 2_000

const MAX_PROMPT_CHARACTERS = 2_000

export interface DetectedPrompt extends Prompt {
  /** Answer of a known prompt. */
  answer?: string
}

export class PromptDetector {
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly expected: readonly ExpectedPrompt[],
    private readonly onPrompt: (prompt: DetectedPrompt) => void,
  ) {}

  /**
   * Call after each output with the log's length in bytes; it restarts the detection. `tail` is read only when the output
   * pauses, because thousands of lines may arrive per second.
   */
  onOutput(bytes: number, tail: () => string): void {
    this.#wait(KNOWN_QUIET_MS, () => {
      const prompt = this.#find(tail(), bytes)
      if (prompt?.known) this.onPrompt(prompt)
      else if (prompt) this.#wait(UNKNOWN_QUIET_MS - KNOWN_QUIET_MS, () => this.onPrompt(prompt))
    })
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #wait(quietMs: number, then: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(then, quietMs)
  }

  /** The id is the prompt's offset in the log, so that every process that follows the run computes the same one. */
  #find(tail: string, bytes: number): DetectedPrompt | undefined {
    const text = stripAnsi(tail.slice(-MAX_PROMPT_CHARACTERS))
    const known = this.expected.find((candidate) => candidate.pattern.test(text))
    const line = known ? (text.split('\n').at(-1) ?? '') : detectPrompt(text)
    if (line === undefined) return undefined
    const suggestions = suggestAnswers(text)
    return {
      id: `q${bytes}`,
      text: line,
      hidden: false,
      suggestions,
      ...(known ? { known: known.id, answer: known.answer } : {}),
    }
  }
}
