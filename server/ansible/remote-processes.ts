/**
 * Finds and terminates the processes that Ansible runs on the hosts when a run is stopped. Most of them get a hang-up
 * when Ansible's ssh exits, but not all: a package manager ignores it while it is busy (apt around dpkg) and would block
 * the next install with its lock, and pipelined modules have no terminal. The processes are searched before Ansible
 * ends, because they lose their parents then: by the module's folder name, or by the SSH connection they came over.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { connectsTo } from '@/lib/ansible/ssh-processes'
import { isEstablishedFrom, type SocketAddress } from '@/lib/network/proc-tcp'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { withMachine } from '../machine/with-machine'
import { type ProcessRow, readProcesses, withDescendants } from '../runs/job/processes'
import { STOP_TIMEOUTS, type StopTimeouts } from '../runs/job/stop-timeouts'
import { Semaphore } from '../ssh/semaphore'
import type { ActiveSshSessions } from './active-ssh-sessions'

const CONCURRENCY = 16
/** How long a stop waits for the hosts to list their processes. */
const FIND_TIMEOUT_MS = 8_000
const TERMINATE_TIMEOUT_MS = 60_000
const POLL_MS = 300
const COMMAND_TIMEOUT_MS = 15_000

/** A host, the addresses by which Ansible may reach it, and how to connect to it. */
export interface RemoteHost {
  name: string
  addresses: readonly string[]
  open: () => Promise<Machine>
}

export class RemoteProcesses {
  readonly #hosts: readonly HostProcesses[]

  constructor(hosts: readonly RemoteHost[], timeouts: StopTimeouts = STOP_TIMEOUTS) {
    this.#hosts = hosts.map((host) => new HostProcesses(host, timeouts))
  }

  /** Searches all hosts on which these sessions may run processes. */
  async find(sessions: ActiveSshSessions): Promise<void> {
    for (const host of this.#hosts) host.expect(sessions)
    const candidates = this.#hosts.filter((host) => host.mayHaveProcesses)
    const searched = new Set<HostProcesses>()
    const searches = mapConcurrently(candidates, (host) =>
      host.find().then(
        () => searched.add(host),
        () => undefined,
      ),
    )
    await Promise.race([searches, sleep(FIND_TIMEOUT_MS, undefined, { ref: false })])
    for (const host of candidates) host.wasSearched = searched.has(host)
  }

  /**
   * Waits for the processes to end, then sends SIGTERM, then SIGKILL.
   * @returns names of hosts on which processes may still run: they survived, were not identified, or the host was unreachable
   */
  async terminate(): Promise<string[]> {
    const timeout = sleep(TERMINATE_TIMEOUT_MS, false, { ref: false })
    const remaining = await mapConcurrently(this.#hosts, async (host) =>
      (await Promise.race([host.terminate().catch(() => false), timeout])) ? [] : [host.name],
    )
    return remaining.flat()
  }
}

async function mapConcurrently<T, R>(all: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const semaphore = new Semaphore(CONCURRENCY)
  return Promise.all(
    all.map(async (item) => {
      const release = await semaphore.acquire()
      return work(item).finally(release)
    }),
  )
}

class HostProcesses {
  /** Remembered because a process that lost its parents cannot be identified later. */
  readonly #processes = new Set<string>()
  readonly #folders = new Set<string>()
  /** Client endpoints of the connections of pipelined modules. */
  readonly #origins = new Map<string, SocketAddress>()
  #hasPipelined = false
  /** Such a connection was found on the host. It may be missing, for example behind NAT. */
  #isConnectionFound = false
  /** The search finished in time. */
  wasSearched = true

  constructor(
    private readonly host: RemoteHost,
    private readonly timeouts: StopTimeouts,
  ) {}

  get name(): string {
    return this.host.name
  }

  expect({ moduleFolders, pipelined }: ActiveSshSessions): void {
    for (const folder of moduleFolders) this.#folders.add(folder)
    for (const client of pipelined) {
      if (!connectsTo(client, this.host.addresses)) continue
      this.#hasPipelined = true
      for (const origin of client.origins) this.#origins.set(sshConnection(origin), origin)
    }
  }

  get mayHaveProcesses(): boolean {
    return this.#folders.size > 0 || this.#origins.size > 0
  }

  async find(): Promise<void> {
    await withMachine(this.host.open(), (machine) => this.#remainingPids(machine))
  }

  async terminate(): Promise<boolean> {
    const isIdentified = this.wasSearched && (!this.#hasPipelined || this.#isConnectionFound)
    if (!this.mayHaveProcesses) return isIdentified
    const { hostMs, terminateMs, killMs } = this.timeouts
    const hasEnded = await withMachine(
      this.host.open(),
      async (machine) =>
        (await this.#waitForExit(machine, hostMs)) ||
        (await this.#waitForExit(machine, terminateMs, 'TERM')) ||
        (await this.#waitForExit(machine, killMs, 'KILL')),
    )
    return hasEnded && isIdentified
  }

  /** @param signal sent to all remaining processes on each poll @returns whether they ended in time */
  async #waitForExit(machine: Machine, withinMs: number, signal?: 'TERM' | 'KILL'): Promise<boolean> {
    const deadline = performance.now() + withinMs
    for (
      let pids = await this.#remainingPids(machine);
      pids.length > 0;
      pids = await this.#remainingPids(machine)
    ) {
      if (performance.now() >= deadline) return false
      // Repeat it: a process may start another one before it ends.
      if (signal) await run(machine, `kill -s ${signal} -- ${pids.join(' ')} 2>/dev/null`)
      await sleep(POLL_MS)
    }
    return true
  }

  async #remainingPids(machine: Machine): Promise<number[]> {
    const text = await run(
      machine,
      `export LC_ALL=C
exec 2>/dev/null
${grepProc('cmdline', [...this.#folders].map(selfExcludingPattern))}
${grepProc('environ', [...this.#origins.keys()].map(escapeDots))}
cat /proc/net/tcp /proc/net/tcp6
cat /proc/[0-9]*/stat`,
    )
    this.#isConnectionFound ||= [...this.#origins.values()].some((origin) => isEstablishedFrom(origin, text))
    const all = readProcesses(text)
    const remembered = all.filter((row) => this.#processes.has(processKey(row))).map(({ pid }) => pid)
    const found = withDescendants(all, [
      ...matchingPids('cmdline', text),
      ...sessionRoots(all, matchingPids('environ', text)),
      ...remembered,
    ])
    const remaining = all.filter(({ pid }) => found.has(pid))
    for (const row of remaining) this.#processes.add(processKey(row))
    return remaining.map(({ pid }) => pid)
  }
}

const processKey = ({ pid, startTicks }: ProcessRow) => `${pid} ${startTicks}`

/** The variable that sshd sets for its children (man 1 ssh, ENVIRONMENT). */
const sshConnection = ({ address, port }: SocketAddress) => `SSH_CONNECTION=${address} ${port} `

/** Shell code that prints the /proc files that contain one of these patterns. */
const grepProc = (file: 'cmdline' | 'environ', patterns: readonly string[]): string =>
  patterns.length === 0
    ? ''
    : `grep -l ${patterns.map((pattern) => `-e ${quote(pattern)}`).join(' ')} /proc/[0-9]*/${file}`

const matchingPids = (file: 'cmdline' | 'environ', text: string): number[] =>
  [...text.matchAll(/^\/proc\/(\d+)\/(\w+)$/gm)]
    .filter(([, , name]) => name === file)
    .map(([, pid]) => Number(pid))

/** Those that sshd itself started. A daemon has the same environment, but detached itself and must survive. */
function sessionRoots(all: readonly ProcessRow[], pids: readonly number[]): number[] {
  const pidSet = new Set(pids)
  return all
    .filter(({ pid, parent }) => pidSet.has(pid) && !pidSet.has(parent) && parent !== 1)
    .map(({ pid }) => pid)
}

/** A grep pattern that does not match the grep process itself. */
const selfExcludingPattern = (folder: string) => escapeDots(folder.replace(/\d/, '[$&]'))
const escapeDots = (text: string) => text.replaceAll('.', '[.]')

async function run(machine: Machine, command: string): Promise<string> {
  const { stdout } = await machine.exec(command, { deadlineMs: COMMAND_TIMEOUT_MS })
  return stdout.toString('latin1')
}
