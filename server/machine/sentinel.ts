/**
 * A sentinel in a command's output. Bytes before it come from a login shell's rc files or from sudo; bytes after it are
 * the command's own, unchanged.
 */
import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { HeadBuffer } from './head-buffer'

/** A random word that no other program prints. */
export const newSentinel = () => `taskbox-${randomBytes(12).toString('hex')}`

const NEWLINE = 10

export interface SentinelMatch {
  before: Buffer
  /** The rest of the sentinel's line, without the newline. */
  rest: string
}

/**
 * Reads a stream through the line that contains the sentinel and leaves it paused after that line. If the stream ends
 * or exceeds `MAX_HEAD_BYTES` without the sentinel, `rest` is undefined and `before` is everything that was read.
 */
export function readToSentinel(
  stream: Readable,
  sentinel: string,
  signal: AbortSignal,
): Promise<SentinelMatch | { before: Buffer; rest: undefined }> {
  return new Promise((resolve, reject) => {
    const head = new HeadBuffer()
    let at = -1
    const data = (chunk: Buffer) => {
      const known = head.length
      head.push(chunk)
      // Search the new bytes only, from where a sentinel may have started.
      if (at < 0) at = head.bytes.indexOf(sentinel, Math.max(0, known - sentinel.length))
      const end = at < 0 ? -1 : head.bytes.indexOf(NEWLINE, Math.max(at, known))
      if (end >= 0) found(end)
      else if (head.isTooLong) missed()
    }
    const found = (end: number) => {
      const seen = head.bytes
      cleanUp()
      stream.pause()
      if (end + 1 < seen.length) stream.unshift(seen.subarray(end + 1))
      resolve({ before: seen.subarray(0, at), rest: seen.toString('utf8', at + sentinel.length, end).trim() })
    }
    const missed = () => {
      cleanUp()
      stream.resume()
      resolve({ before: head.bytes, rest: undefined })
    }
    const abort = () => {
      cleanUp()
      reject(signal.reason)
    }
    const cleanUp = () => {
      stream.off('data', data).off('end', missed).off('close', missed)
      signal.removeEventListener('abort', abort)
    }
    if (signal.aborted) return abort()
    // The line of an earlier sentinel may have been the last one. A stream that has ended emits no event any more.
    if (stream.readableEnded || stream.destroyed) return missed()
    signal.addEventListener('abort', abort, { once: true })
    stream.on('data', data).on('end', missed).on('close', missed).resume()
  })
}
