/** A run's log on this machine: the copy on disk, and the reducer over the same bytes. */
import { LogReducer } from '@/lib/diagnosis/log-reducer'
import { Outline } from '@/lib/log/ansible/outline'
import { PrintedSecrets } from '@/lib/secrets/printed-secrets'
import { retryWhileDiskFull } from '../disk-full'
import { LineIndex } from './line-index'
import type { LogCopy } from './log-copy'

const REPLAY_CHUNK_BYTES = 64 * 1024

/** Reduces a run's log to its progress, diagnosis, printed secrets, line index and outline. */
export class RunLogReducer extends LogReducer {
  /** Secrets that the installer itself printed. */
  readonly printed = new PrintedSecrets()
  readonly index = new LineIndex()
  readonly outline: Outline

  constructor() {
    const outline = new Outline()
    super((event) => outline.add(event))
    this.outline = outline
  }

  override push(chunk: Uint8Array): void {
    super.push(chunk)
    this.printed.push(chunk)
    this.index.push(chunk)
  }
}

export class RunLog {
  readonly reducer = new RunLogReducer()
  readonly #closing = new AbortController()
  #writes: Promise<void> = Promise.resolve()
  #written = 0
  /** Called when more bytes are on disk. */
  onWritten: () => void = () => undefined
  /** Called when this machine's disk is full (true), and when the delayed bytes are written (false). */
  onFull: (full: boolean) => void = () => undefined

  private constructor(private readonly copy: LogCopy) {}

  /** Replays the copy on disk into the reducer; following resumes at its end. */
  static async open(copy: LogCopy): Promise<RunLog> {
    const log = new RunLog(copy)
    for (;;) {
      const chunk = await copy.read(log.reducer.bytes, REPLAY_CHUNK_BYTES)
      if (chunk.length === 0) break
      log.reducer.push(chunk)
    }
    log.#written = log.reducer.bytes
    return log
  }

  /** Number of bytes that are on disk and readable. */
  get bytes(): number {
    return this.#written
  }

  /** Appends the next bytes of the log. They are readable once `flushed` resolves. */
  append(chunk: Uint8Array): void {
    if (this.#closing.signal.aborted) return
    const offset = this.reducer.bytes
    this.reducer.push(chunk)
    this.#writes = this.#writes.then(async () => {
      // An earlier write was abandoned: do not write after a gap.
      if (this.#written !== offset) return
      const write = () => this.copy.write(chunk, offset)
      if (!(await retryWhileDiskFull(write, this.#closing.signal, (full) => this.onFull(full)))) return
      this.#written = offset + chunk.length
      this.onWritten()
    })
  }

  /** Resolves when all appended bytes are on disk. Rejects on any error other than a full disk. */
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
