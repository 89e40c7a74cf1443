/** Handles a full disk on this machine: writes are retried until there is space, so that no data is lost. */
import { setTimeout as sleep } from 'node:timers/promises'
import { RequestFailure } from '../request-failure'

const DISK_FULL_CODES = new Set(['ENOSPC', 'EDQUOT'])
const RETRY_MS = 1_000

export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && DISK_FULL_CODES.has(String(error.code))
}

/** Converts a full-disk error to the failure `disk-full`; returns any other error unchanged. */
export function toDiskFailure(error: unknown, path: string): unknown {
  return isDiskFull(error)
    ? new RequestFailure('disk-full', { machine: 'local', path, action: 'write' })
    : error
}

/**
 * Runs `write` and retries it every second while the disk is full, until the signal aborts.
 * @param onFull called with true when the disk is full, and with false after the write succeeds
 * @returns whether the data was written
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
