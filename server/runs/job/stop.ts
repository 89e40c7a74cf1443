/** Stops a job with SIGINT, then SIGTERM, then SIGKILL. Its log and exit status remain. */

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
 * Resolves when the job and all its processes have ended. Throws a MachineFailure (`protocol`, reason `jobNotStopped`)
 * if they survive SIGKILL.
 */
export async function stopJob(
  machine: Machine,
  job: string,
  timeouts: Omit<StopTimeouts, 'hostMs'> = STOP_TIMEOUTS,
): Promise<void> {
  if (!(await readJobState(machine, job)).alive) return
  await requestStop(machine, job)
  const stopper = new JobStopper(machine, job)
  const foreground = (await stopper.remaining()).map((row) => row.foreground).find((group) => group > 1)
  if (foreground) await run(machine, `kill -s INT -- -${foreground}`)
  if (await stopper.endsWithin(timeouts.interruptMs)) return
  await stopper.send('TERM')
  if (await stopper.endsWithin(timeouts.terminateMs)) return
  await stopper.send('KILL')
  if (await stopper.endsWithin(timeouts.killMs)) return
  // The terminal's process hangs: kill its session as well, although that loses the exit status.
  await run(machine, `kill -s KILL -- -${stopper.mainPid}`)
  if (await stopper.endsWithin(timeouts.killMs)) return
  throw new MachineFailure('protocol', { machine: machine.label || 'local', reason: 'jobNotStopped' })
}

/** The SSH sessions that the job's Ansible has open now. */
export async function jobSshSessions(machine: Machine, job: string): Promise<ActiveSshSessions> {
  if (!(await readJobState(machine, job)).alive) return { moduleFolders: [], pipelined: [] }
  return findActiveSessions(
    machine,
    (await new JobStopper(machine, job).remaining()).map(({ pid }) => pid),
  )
}

/** Remembers the job's sessions: a process whose parents have exited cannot be attributed to the job otherwise. */
class JobStopper {
  mainPid = 0
  readonly #sessions = new Set<number>()

  constructor(
    private readonly machine: Machine,
    private readonly job: string,
  ) {}

  /** The job's running processes, except main and the terminal's process. */
  async remaining(): Promise<ProcessRow[]> {
    const text = await run(this.machine, `cat ${quote(this.job)}/pid; cat /proc/[0-9]*/stat 2>/dev/null`)
    this.mainPid = Number.parseInt(text, 10)
    const all = readProcesses(text)
    const found = jobProcesses(all, this.mainPid)
    for (const { session } of found) this.#sessions.add(session)
    return all.filter((row) => found.includes(row) || this.#sessions.has(row.session))
  }

  async send(name: 'TERM' | 'KILL'): Promise<void> {
    const pids = (await this.remaining()).map(({ pid }) => pid)
    if (pids.length > 0) await run(this.machine, `kill -s ${name} -- ${pids.join(' ')}`)
  }

  async endsWithin(milliseconds: number): Promise<boolean> {
    const deadline = performance.now() + milliseconds
    while (!(await this.#ended())) {
      if (performance.now() >= deadline) return false
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
    return true
  }

  async #ended(): Promise<boolean> {
    return !(await readJobState(this.machine, this.job)).alive && (await this.remaining()).length === 0
  }
}

/** Records the stop request, which also ends a job that awaits its release. Throws `disk-full` or `file-access`. */
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
