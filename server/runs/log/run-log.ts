/** A run's log on this machine: the copy on disk and the reducer of the same bytes. */
import { retryWhileDiskFull } from '../disk-full'
import type { LogCopy } from './log-copy'
import { RunLogReducer } from './run-log-reducer'

const REPLAY_CHUNK_BYTES = 64 * 1024

export class RunLog {
  readonly reducer = new RunLogReducer()
  readonly #closing = new AbortController()
  #writes: Promise<void> = Promise.resolve()
  #written = 0
  /** Told when more is on disk. */
  onWritten: () => void = () => undefined
  /** Told when the disk here is full, and when no longer; what came meanwhile is written then. */
  onFull: (full: boolean) => void = () => undefined

  private constructor(private readonly copy: LogCopy) {}

  /** Reduces the copy that is on disk already; following resumes at its end. */
  static async open(copy: LogCopy): Promise<RunLog> {
    const log = new RunLog(copy)
    for (;;) {
      const piece = await copy.read(log.reducer.bytes, REPLAY_CHUNK_BYTES)
      if (piece.length === 0) break
      log.reducer.push(piece)
    }
    log.#written = log.reducer.bytes
    return log
  }

  /** Bytes that are on disk and can be read. */
  get bytes(): number {
    return this.#written
  }

  /** Takes the next bytes of the log; they may be read once `settled` resolves. */
  append(chunk: Uint8Array): void {
    if (this.#closing.signal.aborted) return
    const offset = this.reducer.bytes
    this.reducer.push(chunk)
    this.#writes = this.#writes.then(async () => {
      // One before it was given up: behind a gap nothing is kept.
      if (this.#written !== offset) return
      const write = () => this.copy.write(chunk, offset)
      if (!(await retryWhileDiskFull(write, this.#closing.signal, (full) => this.onFull(full)))) return
      this.#written = offset + chunk.length
      this.onWritten()
    })
  }

  /** Resolves when all that was taken is on disk; rejects when the disk refuses for another reason than being full. */
  flushed(): Promise<void> {
    return this.#writes
  }

  read(offset: number, length: number): Promise<Buffer> {
    return this.copy.read(offset, Math.min(length, Math.max(0, this.#written - offset)))
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#writes.catch(() => undefined)
    await this.copy.close()
  }
}
