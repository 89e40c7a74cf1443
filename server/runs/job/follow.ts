/** Follows a job's log from an offset: each byte exactly once, up to the last one before the job's end. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Machine, MachineFailure } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { withMachine } from '../../machine/with-machine'
import { FOLLOW_EXIT, followSh } from './follow-program'
import { type InputState, inputStateReader } from './input-state'
import { readJobState } from './state'

export interface JobEnd {
  /** The job's folder exists. */
  exists: boolean
  /** Undefined if the job was killed, its machine went down or its folder was removed. */
  exitStatus: number | undefined
  /** A stop was requested before the job ended. */
  stopRequested: boolean
  /** The command ran, so it may have changed hosts. */
  started: boolean
  /** The log was removed or truncated, so its remaining output is unknown. */
  logDamaged: boolean
  /** Run time, measured on the taskbox. */
  durationSeconds?: number
}

export interface FollowOptions {
  onBytes: (chunk: Buffer) => void
  /** Receives whether the command waits for input: first the present state, then each change. Not called without detection. */
  onInputState?: (state: InputState) => void
  /** Awaited before the next read. A slow reader delays the stream, never the job. */
  ready?: () => Promise<void>
  signal?: AbortSignal
}

/**
 * Follows the log until the job has ended and every byte was delivered. Throws a MachineFailure when the connection
 * is lost; the caller can resume from the offset it has reached.
 */
export async function follow(
  machine: Machine,
  job: string,
  offset: number,
  { onBytes, onInputState, ready, signal }: FollowOptions,
): Promise<JobEnd> {
  const code = await machine.stream(followScript(job, offset), {
    onData: onBytes,
    ...(onInputState ? { onStderr: inputStateReader(onInputState) } : {}),
    ...(ready ? { ready } : {}),
    ...(signal ? { signal } : {}),
  })
  const machineName = machine.label || 'local'
  switch (code) {
    case FOLLOW_EXIT.complete:
    case FOLLOW_EXIT.jobGone:
    case FOLLOW_EXIT.absent:
      return readJobEnd(machine, job)
    case FOLLOW_EXIT.truncated:
    case FOLLOW_EXIT.noLog:
      throw new MachineFailure('protocol', { machine: machineName, reason: 'logTruncated', offset })
    default:
      throw new MachineFailure('closed', { machine: machineName, reason: 'follow', status: code })
  }
}

async function readJobEnd(machine: Machine, job: string, logDamaged = false): Promise<JobEnd> {
  const { exists, exitStatus, stopRequested, started, durationSeconds } = await readJobState(machine, job)
  return {
    exists,
    exitStatus,
    stopRequested,
    started,
    logDamaged,
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  }
}

function followScript(job: string, offset: number): string {
  return `cd -- ${quote(job)} 2>/dev/null || exit ${FOLLOW_EXIT.absent}
read -r python <python 2>/dev/null
[ "$python" ] && [ -r follow ] && exec "$python" -E -S follow ${offset}
${followSh(offset)}`
}

export interface ReconnectOptions extends FollowOptions {
  /** Called for each lost connection and each failed reconnect. The job keeps running. */
  onLost?: (failure: MachineFailure) => void
  /** Called when the log is followed again. */
  onReconnected?: () => void
  /** Called when the log was removed or truncated; from then on only the job's end is awaited. */
  onDamaged?: () => void
}

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 15_000
/** A rejected login or host key rarely recovers by itself, and frequent attempts lock accounts. */
const LOGIN_RETRY_MS = 120_000
/** Poll interval for a job whose log cannot be followed. */
const DAMAGED_POLL_MS = 2_000

/**
 * Follows over any number of connections and redials with exponential backoff. Returns undefined when the signal
 * aborts. Rethrows every error that is not a MachineFailure, such as one of `onBytes`.
 */
export async function followWithReconnect(
  dial: () => Promise<Machine>,
  job: string,
  offset: number,
  options: ReconnectOptions,
): Promise<JobEnd | undefined> {
  const { onBytes, onLost, onReconnected, signal } = options
  let position = offset
  let isDamaged = false
  let retryMs = FIRST_RETRY_MS
  let isLost = false
  const receive = (chunk: Buffer) => {
    position += chunk.length
    retryMs = FIRST_RETRY_MS
    onBytes(chunk)
  }
  while (!signal?.aborted) {
    try {
      return await withMachine(dial(), async (machine) => {
        if (isLost) await readJobState(machine, job)
        if (isLost) onReconnected?.()
        isLost = false
        if (isDamaged) return await waitForEnd(machine, job, signal)
        return await follow(machine, job, position, { ...options, onBytes: receive })
      })
    } catch (error) {
      if (signal?.aborted) break
      if (!(error instanceof MachineFailure)) throw error
      if (error.facts.reason === 'logTruncated') {
        if (!isDamaged) options.onDamaged?.()
        isDamaged = true
        continue
      }
      isLost = true
      onLost?.(error)
      await sleepUnlessAborted(isLoginFailure(error) ? LOGIN_RETRY_MS : retryMs, signal)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
  }
  return undefined
}

/** Polls for the end of a job whose log cannot be followed. */
async function waitForEnd(machine: Machine, job: string, signal: AbortSignal | undefined): Promise<JobEnd> {
  for (;;) {
    signal?.throwIfAborted()
    const { alive, exitStatus } = await readJobState(machine, job)
    if (!alive || exitStatus !== undefined) return readJobEnd(machine, job, true)
    await sleepUnlessAborted(DAMAGED_POLL_MS, signal)
  }
}

async function sleepUnlessAborted(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined)
}

function isLoginFailure({ kind }: MachineFailure): boolean {
  return ['auth', 'sudo', 'host-key-changed', 'host-key-unknown'].includes(kind)
}
