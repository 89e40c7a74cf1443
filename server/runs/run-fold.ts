/**
 * All that is known of a run from its log alone: a fold over bytes that can be thrown away and made again, so a
 * restarted server, a second browser and the command line come to the same picture.
 */
import { StringDecoder } from 'node:string_decoder'
import { createParser } from '@/lib/ansible/output'
import { createProgress, fold } from '@/lib/ansible/progress'
import type { Diagnosis, Progress } from '@/lib/contract/run'
import { diagnose } from '@/lib/diagnosis/diagnose'
import { createEvidence, observe } from '@/lib/diagnosis/evidence'
import { PrintedSecrets } from '@/lib/secrets/printed'

/** Enough for a banner with everything around it, and for a question. */
const TAIL_CHARACTERS = 262_144

export class RunFold {
  /** What the installer itself printed and nobody may see unasked. */
  readonly printed = new PrintedSecrets()
  readonly #decoder = new StringDecoder('utf8')
  readonly #progress = createProgress()
  readonly #evidence = createEvidence()
  readonly #parser = createParser((event) => {
    if (event.type === 'recap-start') this.#recaps += 1
    fold(this.#progress, event)
    observe(this.#evidence, event)
  })
  #recaps = 0
  #bytes = 0
  #tail = ''

  /** How far the log was folded: the offset of the next byte. */
  get bytes(): number {
    return this.#bytes
  }

  /** The end of the log as text, colours and all. */
  get tail(): string {
    return this.#tail
  }

  /** How many playbook runs came to their PLAY RECAP. */
  get recaps(): number {
    return this.#recaps
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
    this.printed.push(chunk)
    const text = this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))
    this.#parser.push(text)
    this.#tail = (this.#tail + text).slice(-TAIL_CHARACTERS)
  }

  end(): void {
    this.#parser.end()
  }
}
