/** Bounds asynchronous work by a deadline and by an abort signal. */
import { MachineFailure } from './machine'

type Abort = (reason: unknown) => void

/**
 * Runs `work` and rejects as soon as the deadline passes (MachineFailure `timeout`), `outer` aborts (its reason), or
 * the work calls `abort` (the given reason). The work's signal then aborts so that it cleans up; the rejection does
 * not wait for the cleanup.
 */
export async function withDeadline<T>(
  deadlineMs: number,
  outer: AbortSignal | undefined,
  facts: Record<string, string | number>,
  work: (signal: AbortSignal, abort: Abort) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted()
  const controller = new AbortController()
  const abort: Abort = (reason) => controller.abort(reason)
  const onOuterAbort = () => abort(outer?.reason)
  outer?.addEventListener('abort', onOuterAbort, { once: true })
  const timer = Number.isFinite(deadlineMs)
    ? setTimeout(() => abort(timeout(deadlineMs, facts)), deadlineMs)
    : undefined
  try {
    const result = work(controller.signal, abort)
    result.catch(() => undefined)
    return await Promise.race([result, aborted(controller.signal)])
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', onOuterAbort)
  }
}

function timeout(deadlineMs: number, facts: Record<string, string | number>): MachineFailure {
  return new MachineFailure('timeout', { seconds: deadlineMs / 1000, ...facts })
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Settles as `work` does, or rejects with the signal's reason if that aborts first. The work itself is not stopped. */
export async function raceAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  return withDeadline(Number.POSITIVE_INFINITY, signal, {}, () => work)
}
