/**
 * A run's log as browsers get it: the same bytes at the same offsets, with stars for every secret that is known. What
 * may be the beginning of one is held back until the rest has come, or the run has ended.
 */
import type { ByteMask } from '@/lib/secrets/mask-bytes'
import { createTextMask } from '@/lib/secrets/mask-text'
import { maskWith } from '@/lib/secrets/printed-secrets'
import type { RunLog } from './run-log'

/** What of a run's log is read here. */
type LogSource = Pick<RunLog, 'bytes' | 'read'> & {
  readonly reducer: Pick<RunLog['reducer'], 'bytes' | 'printed'>
}

/** More than any value of a printed secret that is still open. */
const TAIL_BYTES = 8 * 1024
/** Readings that are kept for others. */
const MAX_CACHED = 4

export class RedactedLog {
  #mask: ByteMask | undefined
  #text: ((text: string) => string) | undefined
  #printed = 0
  readonly #cache = new Map<string, Promise<Uint8Array>>()

  /**
   * @param secrets what is known beforehand; what the log itself prints is found there
   * @param isComplete whether nothing more will come
   */
  constructor(
    private readonly log: LogSource,
    private readonly secrets: readonly string[],
    private readonly isComplete: () => boolean,
  ) {}

  /**
   * Bytes from an offset on; fewer than there are where the end is held back. Not to be changed: whoever asks for the
   * same at the same time, as all who follow a run do, gets the same.
   */
  read(offset: number, length: number): Promise<Uint8Array> {
    const mask = this.#currentMask()
    const { bytes, reducer } = this.log
    // What comes later changes nothing here.
    const isFar = reducer.printed.pendingBytes === 0 && offset + length + mask.context <= bytes
    const key = [offset, length, this.#printed, isFar ? 'far' : `${bytes} ${this.isComplete()}`].join(' ')
    const known = this.#cache.get(key)
    if (known) return known
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
    const from = Math.max(0, offset - mask.context)
    // As it is now: while the bytes are read, a value may come whole that this mask does not know.
    const isWhole = this.isComplete()
    const open = this.log.reducer.bytes - this.log.reducer.printed.pendingBytes
    const known = this.log.bytes
    const bytes = await this.log.read(from, end + mask.context - from)
    const masked = mask.mask(bytes, !isWhole)
    const isAtEnd = from + bytes.length >= known
    const undecided = isAtEnd ? mask.undecided(bytes, masked) : bytes.length
    const decided = from + (isWhole ? bytes.length : Math.min(undecided, Math.max(0, open - from)))
    return masked.subarray(offset - from, Math.max(offset, Math.min(end, decided)) - from)
  }

  /** How many bytes there are by now; those at the end may be held back still. */
  get bytes(): number {
    return this.log.bytes
  }

  /** How many bytes of the log may be read by now. */
  async length(): Promise<number> {
    const from = Math.max(0, this.log.bytes - TAIL_BYTES - this.#currentMask().context)
    return from + (await this.read(from, Number.MAX_SAFE_INTEGER)).length
  }

  /** A short text out of the log, as browsers may have it. */
  redactText(text: string): string {
    this.#currentMask()
    return this.#text?.(text) ?? text
  }

  /** Made anew when the log has printed another secret. */
  #currentMask(): ByteMask {
    const { printed } = this.log.reducer
    if (this.#mask && this.#printed === printed.count) return this.#mask
    this.#printed = printed.count
    this.#mask = maskWith(this.secrets, printed)
    this.#text = createTextMask(this.#mask)
    return this.#mask
  }
}
