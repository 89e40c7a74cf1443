/** Collects the head of a stream in one buffer that doubles as it fills, so that small chunks cost no repeated copies. */

/** More output than this before a command starts cannot come from a login shell's rc files or from sudo. */
export const MAX_HEAD_BYTES = 256 * 1024
const FIRST_BYTES = 4096

export class HeadBuffer {
  #buffer = Buffer.alloc(FIRST_BYTES)
  #length = 0

  /** All pushed bytes; a view that is valid until the next push. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  get length(): number {
    return this.#length
  }

  /** Whether the stream exceeds the limit. The caller then stops pushing, so the excess is one chunk at most. */
  get isTooLong(): boolean {
    return this.#length > MAX_HEAD_BYTES
  }

  push(chunk: Uint8Array): void {
    const length = this.#length + chunk.length
    if (length > this.#buffer.length) {
      const grown = Buffer.alloc(Math.max(length, 2 * this.#buffer.length))
      this.bytes.copy(grown)
      this.#buffer = grown
    }
    this.#buffer.set(chunk, this.#length)
    this.#length = length
  }
}
