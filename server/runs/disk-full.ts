/** A full disk of this machine: it passes, and until then nothing may be thrown away. */
import { setTimeout as sleep } from 'node:timers/promises'
import { RequestFailure } from '../request-failure'

const DISK_FULL_CODES = new Set(['ENOSPC', 'EDQUOT'])
const RETRY_MS = 1_000

export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && DISK_FULL_CODES.has(String(error.code))
}

/** The error as a caller is told it: a full disk in closed words, anything else as it is. */
export function toDiskFailure(error: unknown, path: string): unknown {
  return isDiskFull(error)
    ? new RequestFailure('disk-full', { machine: 'local', path, action: 'write' })
    : error
}

/**
 * Writes; where the disk is full, again and again until it is not, or nobody wants it any more.
 * @param onFull told once it is known to be full (true), and once it was written after that (false)
 * @returns whether it was written
 */
export async function retryWhileDiskFull(
  write: () => Promise<void>,
  signal: AbortSignal,
  onFull: (full: boolean) => void,
): Promise<boolean> {
  for (let full = false; ; full = true) {
    try {
      await write()
      if (full) onFull(false)
      return true
    } catch (error) {
      if (!isDiskFull(error)) throw error
      if (!full) onFull(true)
    }
    if (signal.aborted) return false
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined)
  }
}
