/**
 * A mark in a command's output. What stands before it is somebody else's (a login shell's rc file, sudo), what comes
 * after it is the command's own, byte for byte.
 */
import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'

/** A word that nothing else prints. */
export const newMark = () => `taskbox-${randomBytes(12).toString('hex')}`

/** More than this before the mark is no noise of a login shell. */
const MAX_BEFORE_BYTES = 256 * 1024
const NEWLINE = 10

export interface Marked {
  before: Buffer
  /** The rest of the mark's line, without the newline. */
  rest: string
}

/**
 * Reads a stream up to the line that holds the mark and leaves it paused behind that line. Resolves with `undefined`
 * and all that was read where the stream ends (or goes on and on) without it.
 */
export function readMark(
  stream: Readable,
  mark: string,
  signal: AbortSignal,
): Promise<Marked | { before: Buffer; rest: undefined }> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0)
    const data = (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk])
      const at = seen.indexOf(mark)
      const end = at < 0 ? -1 : seen.indexOf(NEWLINE, at)
      if (end >= 0) found(at, end)
      else if (seen.length > MAX_BEFORE_BYTES) missed()
    }
    const found = (at: number, end: number) => {
      leave()
      stream.pause()
      if (end + 1 < seen.length) stream.unshift(seen.subarray(end + 1))
      resolve({ before: seen.subarray(0, at), rest: seen.toString('utf8', at + mark.length, end).trim() })
    }
    const missed = () => {
      leave()
      stream.resume()
      resolve({ before: seen, rest: undefined })
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
