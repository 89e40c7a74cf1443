/** The end of a log, of bounded size, from bytes or from lines. */

export class LogTail {
  #pieces: (Uint8Array | string)[] = []
  #length = 0

  /** @param limit of the text, in characters */
  constructor(private readonly limit: number) {}

  /** Copies the chunk, since its buffer may be reused. */
  pushBytes(chunk: Uint8Array): void {
    this.#push(new Uint8Array(chunk.subarray(-this.limit)))
  }

  /** @param line without its `\n` */
  pushLine(line: string): void {
    this.#push(`${line.slice(-this.limit)}\n`)
  }

  /** Escape sequences included. */
  get text(): string {
    const decoder = new TextDecoder()
    const text = this.#pieces.map((piece) =>
      typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true }),
    )
    return (text.join('') + decoder.decode()).slice(-this.limit)
  }

  #push(piece: Uint8Array | string) {
    this.#pieces.push(piece)
    this.#length += piece.length
    while (this.#length - (this.#pieces[0]?.length ?? 0) >= this.limit)
      this.#length -= this.#pieces.shift()?.length ?? 0
  }
}
