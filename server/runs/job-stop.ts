/** Stopping a job: as Ctrl-C does, then firmly, then for good. Its log and its exit status stay. */
import { type Machine, MachineFailure } from '../machine/machine'
import { quote } from '../machine/quote'
import { fileFailure } from '../machine/shell-files'
import { type UnderWay, underWay } from './ansible-clients'
import { jobProcesses, type ProcessRow, readProcesses } from './job-processes'
import { jobState } from './job-state'
import { STOP_WAITS, type StopWaits } from './stop-waits'

const LOOK_MS = 200
const COMMAND_MS = 15_000

/**
 * Resolves when the job and all that it runs has ended; at once where it had. Throws a MachineFailure where it cannot
 * be ended (`protocol`, reason `jobNotStopped`).
 */
export async function stopJob(
  machine: Machine,
  job: string,
  waits: Omit<StopWaits, 'hostMs'> = STOP_WAITS,
): Promise<void> {
  if (!(await jobState(machine, job)).alive) return
  await mark(machine, job)
  const stopping = new Stopping(machine, job)
  const foreground = (await stopping.left()).map((one) => one.foreground).find((group) => group > 1)
  if (foreground) await run(machine, `kill -s INT -- -${foreground}`)
  if (await stopping.endsWithin(waits.interruptMs)) return
  await stopping.send('TERM')
  if (await stopping.endsWithin(waits.terminateMs)) return
  await stopping.send('KILL')
  if (await stopping.endsWithin(waits.killMs)) return
  // Whoever makes the terminal hangs itself: its session goes too, and with it the exit status.
  await run(machine, `kill -s KILL -- -${stopping.main}`)
  if (await stopping.endsWithin(waits.killMs)) return
  throw new MachineFailure('protocol', { machine: machine.label || 'local', reason: 'jobNotStopped' })
}

/** What the job's Ansible waits for on hosts at this moment. */
export async function hostWork(machine: Machine, job: string): Promise<UnderWay> {
  if (!(await jobState(machine, job)).alive) return { folders: [], unnamed: [] }
  return underWay(
    machine,
    (await new Stopping(machine, job).left()).map(({ pid }) => pid),
  )
}

/** Sessions are remembered, since what outlives its parents can no longer be told from strangers. */
class Stopping {
  main = 0
  readonly #sessions = new Set<number>()

  constructor(
    private readonly machine: Machine,
    private readonly job: string,
  ) {}

  /** The job's processes that still run, without main and whoever makes the terminal. */
  async left(): Promise<ProcessRow[]> {
    const text = await run(this.machine, `cat ${quote(this.job)}/pid; cat /proc/[0-9]*/stat 2>/dev/null`)
    this.main = Number.parseInt(text, 10)
    const all = readProcesses(text)
    const found = jobProcesses(all, this.main)
    for (const { session } of found) this.#sessions.add(session)
    return all.filter((one) => found.includes(one) || this.#sessions.has(one.session))
  }

  async send(name: 'TERM' | 'KILL'): Promise<void> {
    const pids = (await this.left()).map(({ pid }) => pid)
    if (pids.length > 0) await run(this.machine, `kill -s ${name} -- ${pids.join(' ')}`)
  }

  async endsWithin(milliseconds: number): Promise<boolean> {
    const until = performance.now() + milliseconds
    while (!(await this.#ended())) {
      if (performance.now() >= until) return false
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
    return true
  }

  async #ended(): Promise<boolean> {
    return !(await jobState(this.machine, this.job)).alive && (await this.left()).length === 0
  }
}

/** Says that it was asked to stop; a job that is held ends by that alone. Throws `disk-full` or `file-access`. */
async function mark(machine: Machine, job: string): Promise<void> {
  const path = `${job}/stop`
  const script = `export LC_ALL=C; umask 077; cd -- ${quote(job)} && : >stop && { mv held once/held 2>/dev/null || :; }`
  const { code, stderr } = await machine.exec(script, { deadlineMs: COMMAND_MS, idempotent: true })
  if (code !== 0) throw fileFailure('write', path, machine.label || 'local', stderr)
}

async function run(machine: Machine, command: string): Promise<string> {
  const { stdout } = await machine.exec(command, { deadlineMs: COMMAND_MS })
  return stdout.toString('latin1')
}
