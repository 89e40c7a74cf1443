/** Stopping a job: as Ctrl-C does, then firmly, then for good. Its log and its exit status stay. */

import { type ActiveSshSessions, findActiveSessions } from '../../ansible/active-ssh-sessions'
import { type Machine, MachineFailure } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { fileFailure } from '../../machine/shell-files'
import { jobProcesses, type ProcessRow, readProcesses } from './processes'
import { readJobState } from './state'
import { STOP_TIMEOUTS, type StopTimeouts } from './stop-timeouts'

const POLL_MS = 200
const COMMAND_TIMEOUT_MS = 15_000

/**
 * Resolves when the job and all that it runs has ended; at once where it had. Throws a MachineFailure where it cannot
 * be ended (`protocol`, reason `jobNotStopped`).
 */
export async function stopJob(
  machine: Machine,
  job: string,
  waits: Omit<StopTimeouts, 'hostMs'> = STOP_TIMEOUTS,
): Promise<void> {
  if (!(await readJobState(machine, job)).alive) return
  await requestStop(machine, job)
  const stopper = new JobStopper(machine, job)
  const foreground = (await stopper.remaining()).map((one) => one.foreground).find((group) => group > 1)
  if (foreground) await run(machine, `kill -s INT -- -${foreground}`)
  if (await stopper.endsWithin(waits.interruptMs)) return
  await stopper.send('TERM')
  if (await stopper.endsWithin(waits.terminateMs)) return
  await stopper.send('KILL')
  if (await stopper.endsWithin(waits.killMs)) return
  // Whoever makes the terminal hangs itself: its session goes too, and with it the exit status.
  await run(machine, `kill -s KILL -- -${stopper.mainPid}`)
  if (await stopper.endsWithin(waits.killMs)) return
  throw new MachineFailure('protocol', { machine: machine.label || 'local', reason: 'jobNotStopped' })
}

/** What the job's Ansible waits for on hosts at this moment. */
export async function jobSshSessions(machine: Machine, job: string): Promise<ActiveSshSessions> {
  if (!(await readJobState(machine, job)).alive) return { folders: [], unnamed: [] }
  return findActiveSessions(
    machine,
    (await new JobStopper(machine, job).remaining()).map(({ pid }) => pid),
  )
}

/** Sessions are remembered, since what outlives its parents can no longer be told from strangers. */
class JobStopper {
  mainPid = 0
  readonly #sessions = new Set<number>()

  constructor(
    private readonly machine: Machine,
    private readonly job: string,
  ) {}

  /** The job's processes that still run, without main and whoever makes the terminal. */
  async remaining(): Promise<ProcessRow[]> {
    const text = await run(this.machine, `cat ${quote(this.job)}/pid; cat /proc/[0-9]*/stat 2>/dev/null`)
    this.mainPid = Number.parseInt(text, 10)
    const all = readProcesses(text)
    const found = jobProcesses(all, this.mainPid)
    for (const { session } of found) this.#sessions.add(session)
    return all.filter((one) => found.includes(one) || this.#sessions.has(one.session))
  }

  async send(name: 'TERM' | 'KILL'): Promise<void> {
    const pids = (await this.remaining()).map(({ pid }) => pid)
    if (pids.length > 0) await run(this.machine, `kill -s ${name} -- ${pids.join(' ')}`)
  }

  async endsWithin(milliseconds: number): Promise<boolean> {
    const until = performance.now() + milliseconds
    while (!(await this.#ended())) {
      if (performance.now() >= until) return false
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
    return true
  }

  async #ended(): Promise<boolean> {
    return !(await readJobState(this.machine, this.job)).alive && (await this.remaining()).length === 0
  }
}

/** Says that it was asked to stop; a job that is held ends by that alone. Throws `disk-full` or `file-access`. */
async function requestStop(machine: Machine, job: string): Promise<void> {
  const path = `${job}/stop`
  const script = `export LC_ALL=C; umask 077; cd -- ${quote(job)} && : >stop && { mv held once/held 2>/dev/null || :; }`
  const { code, stderr } = await machine.exec(script, { deadlineMs: COMMAND_TIMEOUT_MS, idempotent: true })
  if (code !== 0) throw fileFailure('write', path, machine.label || 'local', stderr)
}

async function run(machine: Machine, command: string): Promise<string> {
  const { stdout } = await machine.exec(command, { deadlineMs: COMMAND_TIMEOUT_MS })
  return stdout.toString('latin1')
}
