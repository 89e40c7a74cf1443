/** Following a job's log from a byte on: no byte lost, none twice, and an end that is the end. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Machine, MachineFailure } from '../machine/machine'
import { quote } from '../machine/quote'
import { FOLLOWED, followSh } from './job-files'
import { jobState } from './job-state'

export interface JobEnd {
  /** Undefined: it is gone without one (killed outright, its machine went down, its folder was removed). */
  exitStatus: number | undefined
  /** Somebody had asked it to stop. */
  stopped: boolean
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
    case FOLLOWED.whole:
    case FOLLOWED.gone:
    case FOLLOWED.absent: {
      const { exitStatus, stopped } = await jobState(machine, job)
      return { exitStatus, stopped }
    }
    case FOLLOWED.shorter:
      throw new MachineFailure('protocol', { machine: machineName, reason: 'logShorter', offset })
    default:
      throw new MachineFailure('closed', { machine: machineName, reason: 'follow', status: code })
  }
}

function followScript(job: string, offset: number): string {
  return `cd -- ${quote(job)} 2>/dev/null || exit ${FOLLOWED.absent}
read -r python <python
[ "$python" ] && exec "$python" -E -S follow ${offset}
${followSh(offset)}`
}

export interface FollowForeverOptions extends FollowOptions {
  /** The connection is lost, or cannot be had again yet; told each time. The job goes on meanwhile. */
  onLost?: (failure: MachineFailure) => void
  /** It is followed again. */
  onBack?: () => void
}

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 15_000
/** A login or a key that is refused will not be right by itself soon, and asking too often locks accounts. */
const REFUSED_RETRY_MS = 120_000

/**
 * Follows over any number of connections, dialing again as long as it takes. Undefined: the signal aborted. Throws
 * only what is no MachineFailure, such as an error of `onBytes`, and a log that has become shorter.
 */
export async function followForever(
  dial: () => Promise<Machine>,
  job: string,
  offset: number,
  options: FollowForeverOptions,
): Promise<JobEnd | undefined> {
  const { onBytes, onLost, onBack, signal } = options
  let at = offset
  let retryMs = FIRST_RETRY_MS
  let lost = false
  const taken = (chunk: Buffer) => {
    at += chunk.length
    retryMs = FIRST_RETRY_MS
    onBytes(chunk)
  }
  while (!signal?.aborted) {
    try {
      return await overOneMachine(dial, async (machine) => {
        if (lost) await jobState(machine, job)
        if (lost) onBack?.()
        lost = false
        return follow(machine, job, at, { ...options, onBytes: taken })
      })
    } catch (error) {
      if (signal?.aborted) break
      if (!(error instanceof MachineFailure) || error.facts.reason === 'logShorter') throw error
      lost = true
      onLost?.(error)
      await sleep(isRefusal(error) ? REFUSED_RETRY_MS : retryMs, undefined, signal ? { signal } : {}).catch(
        () => undefined,
      )
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
  }
  return undefined
}

async function overOneMachine<T>(
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

function isRefusal({ kind }: MachineFailure): boolean {
  return ['auth', 'sudo', 'host-key-changed', 'host-key-unknown'].includes(kind)
}
