/**
 * All that is known of a run from its log alone: a fold over bytes that can be thrown away and made again, so a
 * restarted server, a second browser, the command line and a page that was given a file come to the same picture.
 * Its size does not grow with the log's: of a long one the newest tasks, the first thousand failures and the first
 * five hundred clues are kept, and everything is counted.
 */
import { bounded } from '@/lib/ansible/answer'
import { createParser } from '@/lib/ansible/output'
import { createProgress, fold } from '@/lib/ansible/progress'
import type { Diagnosis, Progress } from '@/lib/contract/run'
import { diagnose } from './diagnose'
import { createEvidence, isTelling, observe } from './evidence'

/** Enough for a banner with everything around it, and for a question. */
const TAIL_BYTES = 262_144

/** What Ansible writes when an error of its own ends it before any recap. */
const BROKE_OFF = 'ERROR! '

export class LogFold {
  readonly #progress = createProgress()
  readonly #evidence = createEvidence()
  readonly #parser = createParser(
    (event) => {
      if (event.type === 'recap-start') this.#recaps += 1
      if (event.type === 'recap-start' || event.type === 'play') this.#isOpen = event.type === 'play'
      if (event.type === 'text' && event.text.startsWith(BROKE_OFF))
        this.#error ??= { line: event.line, text: bounded(event.text) }
      fold(this.#progress, event)
      observe(this.#evidence, event)
    },
    { isWanted: isTelling },
  )
  #recaps = 0
  #error: { line: number; text: string } | undefined
  #isOpen = false
  #bytes = 0
  #tail: Uint8Array[] = []
  #tailBytes = 0

  /** How far the log was folded: the offset of the next byte. */
  get bytes(): number {
    return this.#bytes
  }

  /** The end of the log as text, colours and all. */
  get tail(): string {
    const decoder = new TextDecoder()
    const text = this.#tail.map((piece) => decoder.decode(piece, { stream: true })).join('')
    return (text + decoder.decode()).slice(-TAIL_BYTES)
  }

  /** How many playbook runs came to their PLAY RECAP. */
  get recaps(): number {
    return this.#recaps
  }

  /** Whether the last playbook run has not come to its PLAY RECAP: it goes on, or was broken off. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** The first error of its own that Ansible ended by, before any task could fail. */
  get error(): { line: number; text: string } | undefined {
    return this.#error
  }

  /** The picture so far; it is changed in place by what follows. */
  get view(): Progress {
    return this.#progress.view
  }

  /** The known failures behind what failed so far. */
  diagnosis(): Diagnosis[] {
    return diagnose(this.view.failures, this.#evidence)
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length
    this.#parser.push(chunk)
    this.view.lines = this.#parser.lines
    this.#keepTail(chunk)
  }

  end(): void {
    this.#parser.end()
    this.view.lines = this.#parser.lines
  }

  /** A copy, since whoever reads may use its buffer again. */
  #keepTail(chunk: Uint8Array) {
    const piece = new Uint8Array(chunk.subarray(-TAIL_BYTES))
    this.#tail.push(piece)
    this.#tailBytes += piece.length
    while (this.#tailBytes - (this.#tail[0]?.length ?? 0) >= TAIL_BYTES)
      this.#tailBytes -= this.#tail.shift()?.length ?? 0
  }
}
