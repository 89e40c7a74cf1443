/**
 * Notices when the installer waits for an answer: the log's last line has no end, and nothing more comes. A question
 * that is known is answered by itself; any other goes to the user.
 */

import type { Prompt } from '@/lib/contract/run'
import type { ExpectedPrompt } from '@/lib/installers/installer'
import { detectPrompt } from '@/lib/installers/kubesphere/detect-prompt'
import { stripAnsi } from '@/lib/log/lines'

/** A known prompt is certain as soon as the output rests; an unknown one must rest longer, since it may be half a line. */
const KNOWN_QUIET_MS = 150
const UNKNOWN_QUIET_MS = 2_000

const MAX_PROMPT_CHARACTERS = 2_000

export interface DetectedPrompt extends Prompt {
  /** The answer, for a known question. */
  answer?: string
}

export class PromptDetector {
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly expected: readonly ExpectedPrompt[],
    private readonly onPrompt: (asked: DetectedPrompt) => void,
  ) {}

  /**
   * Call with the length of the log in bytes whenever some came; they undo what was thought before. Its end is only
   * read once the output rests, since thousands of lines may come in a second.
   */
  onOutput(bytes: number, tail: () => string): void {
    this.#wait(KNOWN_QUIET_MS, () => {
      const asked = this.#find(tail(), bytes)
      if (asked?.known) this.onPrompt(asked)
      else if (asked) this.#wait(UNKNOWN_QUIET_MS - KNOWN_QUIET_MS, () => this.onPrompt(asked))
    })
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #wait(quietMs: number, then: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(then, quietMs)
  }

  /** A question's id is its place in the log, so every process that follows the run gives it the same one. */
  #find(tail: string, bytes: number): DetectedPrompt | undefined {
    const text = stripAnsi(tail.slice(-MAX_PROMPT_CHARACTERS))
    const known = this.expected.find((question) => question.pattern.test(text))
    const line = known ? (text.split('\n').at(-1) ?? '') : detectPrompt(text)
    if (line === undefined) return undefined
    return { id: `q${bytes}`, text: line, ...(known ? { known: known.id, answer: known.answer } : {}) }
  }
}
