/**
 * A run's log for browsers: the same offsets, with stars in place of every known secret. The end of the log is delayed
 * while it may be the beginning of a secret, until more bytes arrive or the run ends.
 */
import type { ByteMask } from '@/lib/secrets/mask-bytes'
import { createTextMask } from '@/lib/secrets/mask-text'
import { maskWith } from '@/lib/secrets/printed-secrets'
import type { RunLog } from './run-log'

type LogSource = Pick<RunLog, 'bytes' | 'read'> & {
  readonly reducer: Pick<RunLog['reducer'], 'bytes' | 'printed'>
}

/** Longer than any printed secret that is still incomplete. */
const TAIL_BYTES = 8 * 1024
/** Number of cached reads. */
const MAX_CACHED = 4

export class RedactedLog {
  #mask: ByteMask | undefined
  #text: ((text: string) => string) | undefined
  #printed = 0
  readonly #cache = new Map<string, Promise<Uint8Array>>()

  /**
   * @param secrets known secrets; those that the log prints are detected
   * @param isComplete whether the log will not grow any more
   */
  constructor(
    private readonly log: LogSource,
    private readonly secrets: readonly string[],
    private readonly isComplete: () => boolean,
  ) {}

  /**
   * Reads redacted bytes from an offset; fewer if the end is delayed. The result is cached and shared between clients
   * that follow the run, so callers must not modify it.
   */
  read(offset: number, length: number): Promise<Uint8Array> {
    const mask = this.#currentMask()
    const { bytes, reducer } = this.log
    // Later bytes cannot change this range.
    const isStable = reducer.printed.pendingBytes === 0 && offset + length + mask.lookaround <= bytes
    const key = [offset, length, this.#printed, isStable ? 'stable' : `${bytes} ${this.isComplete()}`].join(
      ' ',
    )
    const cached = this.#cache.get(key)
    if (cached) return cached
    const reading = this.#read(mask, offset, length)
    this.#cache.set(key, reading)
    const [oldest] = this.#cache.keys()
    if (this.#cache.size > MAX_CACHED && oldest !== undefined) this.#cache.delete(oldest)
    reading.catch(() => this.#cache.delete(key))
    return reading
  }

  async #read(mask: ByteMask, offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(offset + length, this.log.bytes)
    if (offset >= end) return new Uint8Array()
    const from = Math.max(0, offset - mask.lookaround)
    // Capture the state before reading: a secret may complete during the read that this mask does not know.
    const isComplete = this.isComplete()
    const stableEnd = this.log.reducer.bytes - this.log.reducer.printed.pendingBytes
    const logEnd = this.log.bytes
    const bytes = await this.log.read(from, end + mask.lookaround - from)
    const masked = mask.mask(bytes, !isComplete)
    const isAtEnd = from + bytes.length >= logEnd
    const pendingFrom = isAtEnd ? mask.pendingFrom(bytes, masked) : bytes.length
    const safeEnd = from + (isComplete ? bytes.length : Math.min(pendingFrom, Math.max(0, stableEnd - from)))
    return masked.subarray(offset - from, Math.max(offset, Math.min(end, safeEnd)) - from)
  }

  /** Length of the log; its end may still be delayed. */
  get bytes(): number {
    return this.log.bytes
  }

  /** Number of bytes that can be read now. */
  async length(): Promise<number> {
    const from = Math.max(0, this.log.bytes - TAIL_BYTES - this.#currentMask().lookaround)
    return from + (await this.read(from, Number.MAX_SAFE_INTEGER)).length
  }

  /** Redacts any bytes, which need not be from the log; the same array if they contain no secret. */
  redactBytes(bytes: Uint8Array): Uint8Array {
    return this.#currentMask().mask(bytes)
  }

  /** Redacts a short text from the log. */
  redactText(text: string): string {
    this.#currentMask()
    return this.#text?.(text) ?? text
  }

  /** Rebuilds the mask after the log printed another secret. */
  #currentMask(): ByteMask {
    const { printed } = this.log.reducer
    if (this.#mask && this.#printed === printed.count) return this.#mask
    this.#printed = printed.count
    this.#mask = maskWith(this.secrets, printed)
    this.#text = createTextMask(this.#mask)
    return this.#mask
  }
}
