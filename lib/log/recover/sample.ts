/** Reads as many lines from the beginning of a log as show what was done to it. */

import { findAnchor } from './anchors'
import { createFileLineReader } from './physical-lines'

/** Of the lines from the first one of Ansible. */
const MAX_CHARS = 400_000
/** Lines before the first one of Ansible. */
const LEADING_LINES = 100

export class SampleReader {
  #lines: string[] = []
  #chars = 0
  #hasAnsible = false
  readonly #reader = createFileLineReader((line) => this.#add(line))

  /** Whether later chunks are not needed. */
  get isComplete(): boolean {
    return this.#chars >= MAX_CHARS
  }

  push(chunk: Uint8Array): void {
    this.#reader.push(chunk)
  }

  end(): string[] {
    this.#reader.end()
    return this.#lines
  }

  #add(line: string) {
    if (this.isComplete) return
    this.#lines.push(line)
    this.#hasAnsible ||= findAnchor(line) !== undefined
    if (this.#hasAnsible) this.#chars += line.length
    else if (this.#lines.length >= 2 * LEADING_LINES) this.#lines.splice(0, LEADING_LINES)
  }
}
