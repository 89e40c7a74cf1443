/**
 * A mark in a command's output. What stands before it is somebody else's (a login shell's rc file, sudo), what comes
 * after it is the command's own, byte for byte.
 */
import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { HeadBuffer } from './head-buffer'

/** A word that nothing else prints. */
export const newSentinel = () => `taskbox-${randomBytes(12).toString('hex')}`

const NEWLINE = 10

export interface SentinelMatch {
  before: Buffer
  /** The rest of the mark's line, without the newline. */
  rest: string
}

/**
 * Reads a stream up to the line that holds the mark and leaves it paused behind that line. Resolves with `undefined`
 * and all that was read where the stream ends (or goes on and on) without it.
 */
export function readToSentinel(
  stream: Readable,
  mark: string,
  signal: AbortSignal,
): Promise<SentinelMatch | { before: Buffer; rest: undefined }> {
  return new Promise((resolve, reject) => {
    const head = new HeadBuffer()
    let at = -1
    const data = (chunk: Buffer) => {
      const known = head.length
      head.push(chunk)
      // Search the new bytes only, from where a mark may have begun.
      if (at < 0) at = head.bytes.indexOf(mark, Math.max(0, known - mark.length))
      const end = at < 0 ? -1 : head.bytes.indexOf(NEWLINE, Math.max(at, known))
      if (end >= 0) found(end)
      else if (head.isTooLong) missed()
    }
    const found = (end: number) => {
      const seen = head.bytes
      leave()
      stream.pause()
      if (end + 1 < seen.length) stream.unshift(seen.subarray(end + 1))
      resolve({ before: seen.subarray(0, at), rest: seen.toString('utf8', at + mark.length, end).trim() })
    }
    const missed = () => {
      leave()
      stream.resume()
      resolve({ before: head.bytes, rest: undefined })
    }
    const abort = () => {
      leave()
      reject(signal.reason)
    }
    const leave = () => {
      stream.off('data', data).off('end', missed).off('close', missed)
      signal.removeEventListener('abort', abort)
    }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    stream.on('data', data).on('end', missed).on('close', missed).resume()
  })
}
