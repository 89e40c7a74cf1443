/** Following a job's log from a byte on: no byte lost, none twice, and an end that is the end. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Machine, MachineFailure } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { FOLLOW_EXIT, followSh } from './follower'
import { readJobState } from './state'

export interface JobEnd {
  /** Its folder is there. */
  exists: boolean
  /** Undefined: it is gone without one (killed outright, its machine went down, its folder was removed). */
  exitStatus: number | undefined
  /** Somebody had asked it to stop. */
  stopped: boolean
  /** Its command was called. */
  begun: boolean
  /** The log that was followed is gone, or became shorter: what it still said is not known. */
  logDamaged: boolean
  /** Seconds that it took, by the taskbox's own counting, where that is known. */
  seconds?: number
}

export interface FollowOptions {
  onBytes: (chunk: Buffer) => void
  /** Called before reading on; a slow reader holds the stream back, never the job. */
  ready?: () => Promise<void>
  signal?: AbortSignal
}

/**
 * Follows until the job has ended and all of its log was given. Throws a MachineFailure where the connection is lost;
 * the caller goes on from the offset it has come to.
 */
export async function follow(
  machine: Machine,
  job: string,
  offset: number,
  { onBytes, ready, signal }: FollowOptions,
): Promise<JobEnd> {
  const code = await machine.stream(followScript(job, offset), {
    onData: onBytes,
    ...(ready ? { ready } : {}),
    ...(signal ? { signal } : {}),
  })
  const machineName = machine.label || 'local'
  switch (code) {
    case FOLLOW_EXIT.whole:
    case FOLLOW_EXIT.gone:
    case FOLLOW_EXIT.absent:
      return readJobEnd(machine, job)
    case FOLLOW_EXIT.shorter:
    case FOLLOW_EXIT.noLog:
      throw new MachineFailure('protocol', { machine: machineName, reason: 'logShorter', offset })
    default:
      throw new MachineFailure('closed', { machine: machineName, reason: 'follow', status: code })
  }
}

async function readJobEnd(machine: Machine, job: string, logDamaged = false): Promise<JobEnd> {
  const { exists, exitStatus, stopped, begun, seconds } = await readJobState(machine, job)
  return { exists, exitStatus, stopped, begun, logDamaged, ...(seconds === undefined ? {} : { seconds }) }
}

function followScript(job: string, offset: number): string {
  return `cd -- ${quote(job)} 2>/dev/null || exit ${FOLLOW_EXIT.absent}
read -r python <python 2>/dev/null
[ "$python" ] && [ -r follow ] && exec "$python" -E -S follow ${offset}
${followSh(offset)}`
}

export interface ReconnectOptions extends FollowOptions {
  /** The connection is lost, or cannot be had again yet; told each time. The job goes on meanwhile. */
  onLost?: (failure: MachineFailure) => void
  /** It is followed again. */
  onBack?: () => void
  /** Its log is gone or has become shorter; only its end is waited for from here on. */
  onDamaged?: () => void
}

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 15_000
/** A login or a key that is refused will not be right by itself soon, and asking too often locks accounts. */
const LOGIN_RETRY_MS = 120_000
/** Between looks at a job whose log cannot be followed. */
const DAMAGED_POLL_MS = 2_000

/**
 * Follows over any number of connections, dialing again as long as it takes. Undefined: the signal aborted. Throws
 * only what is no MachineFailure, such as an error of `onBytes`.
 */
export async function followWithReconnect(
  dial: () => Promise<Machine>,
  job: string,
  offset: number,
  options: ReconnectOptions,
): Promise<JobEnd | undefined> {
  const { onBytes, onLost, onBack, signal } = options
  let at = offset
  let damaged = false
  let retryMs = FIRST_RETRY_MS
  let lost = false
  const receive = (chunk: Buffer) => {
    at += chunk.length
    retryMs = FIRST_RETRY_MS
    onBytes(chunk)
  }
  while (!signal?.aborted) {
    try {
      return await withMachine(dial, async (machine) => {
        if (lost) await readJobState(machine, job)
        if (lost) onBack?.()
        lost = false
        if (damaged) return await waitForEnd(machine, job, signal)
        return await follow(machine, job, at, { ...options, onBytes: receive })
      })
    } catch (error) {
      if (signal?.aborted) break
      if (!(error instanceof MachineFailure)) throw error
      if (error.facts.reason === 'logShorter') {
        if (!damaged) options.onDamaged?.()
        damaged = true
        continue
      }
      lost = true
      onLost?.(error)
      await sleepUnlessAborted(isLoginFailure(error) ? LOGIN_RETRY_MS : retryMs, signal)
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
  }
  return undefined
}

/** The end of a job whose log cannot be followed. */
async function waitForEnd(machine: Machine, job: string, signal: AbortSignal | undefined): Promise<JobEnd> {
  for (;;) {
    signal?.throwIfAborted()
    const { alive, exitStatus } = await readJobState(machine, job)
    if (!alive || exitStatus !== undefined) return readJobEnd(machine, job, true)
    await sleepUnlessAborted(DAMAGED_POLL_MS, signal)
  }
}

/** Sleeps, unless nobody wants it any more. */
async function sleepUnlessAborted(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined)
}

async function withMachine<T>(
  dial: () => Promise<Machine>,
  work: (machine: Machine) => Promise<T>,
): Promise<T> {
  const machine = await dial()
  try {
    return await work(machine)
  } finally {
    await machine.close()
  }
}

function isLoginFailure({ kind }: MachineFailure): boolean {
  return ['auth', 'sudo', 'host-key-changed', 'host-key-unknown'].includes(kind)
}
