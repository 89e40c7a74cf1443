/** Work with an end: a deadline, or somebody who no longer wants it. */
import { MachineFailure } from './machine'

type Abort = (reason: unknown) => void

/**
 * Runs `work` and rejects as soon as the deadline passes (MachineFailure `timeout`), `outer` aborts (its reason), or
 * the work itself gives up through `abort`. The work's signal tells it to clean up; nobody waits for that.
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
  const leave = () => abort(outer?.reason)
  outer?.addEventListener('abort', leave, { once: true })
  const timer = Number.isFinite(deadlineMs)
    ? setTimeout(() => abort(timeout(deadlineMs, facts)), deadlineMs)
    : undefined
  try {
    const given = work(controller.signal, abort)
    given.catch(() => undefined)
    return await Promise.race([given, aborted(controller.signal)])
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', leave)
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

/** The work's own result, unless the signal aborts before it; the work itself goes on. */
export async function raceAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  return withDeadline(Number.POSITIVE_INFINITY, signal, {}, () => work)
}
