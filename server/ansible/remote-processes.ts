/**
 * What Ansible has under way on the hosts when it is stopped. When its ssh is gone most of that is hung up, where it
 * asks for a terminal there; but a package manager ignores it while it is busy (apt does, around dpkg), and would hold
 * its lock against the next install; what Ansible pipelines has no terminal, and is never hung up. All of it is looked
 * for before Ansible ends, since what is left then has lost its parents: by the name of its folder, or else by the
 * connection that it came over.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { connectsTo } from '@/lib/ansible/ssh-processes'
import { isEstablishedFrom, type SocketAddress } from '@/lib/network/proc-tcp'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { type ProcessRow, readProcesses, withDescendants } from '../runs/job/processes'
import { STOP_TIMEOUTS, type StopTimeouts } from '../runs/job/stop-timeouts'
import { Semaphore } from '../ssh/semaphore'
import type { ActiveSshSessions } from './active-ssh-sessions'

const CONCURRENCY = 16
/** The stop waits so long at most until the hosts have said what runs there. */
const FIND_TIMEOUT_MS = 8_000
const TERMINATE_TIMEOUT_MS = 60_000
const POLL_MS = 300
const COMMAND_TIMEOUT_MS = 15_000

/** A host by its name, where Ansible may reach it, and how it is opened. */
export interface RemoteHost {
  name: string
  addresses: readonly string[]
  open: () => Promise<Machine>
}

export class RemoteProcesses {
  readonly #hosts: readonly HostProcesses[]

  constructor(nodes: readonly RemoteHost[], waits: StopTimeouts = STOP_TIMEOUTS) {
    this.#hosts = nodes.map((node) => new HostProcesses(node, waits))
  }

  /** Looks for it on all hosts where it may be. */
  async find(work: ActiveSshSessions): Promise<void> {
    for (const host of this.#hosts) host.expect(work)
    const expecting = this.#hosts.filter((host) => host.mayHaveProcesses)
    const inTime = new Set<HostProcesses>()
    const looked = mapConcurrently(expecting, (host) =>
      host.find().then(
        () => inTime.add(host),
        () => undefined,
      ),
    )
    await Promise.race([looked, sleep(FIND_TIMEOUT_MS, undefined, { ref: false })])
    for (const host of expecting) host.wasSearched = inTime.has(host)
  }

  /**
   * Lets it come to its end for a while, then ends it firmly, then for good.
   * @returns names of the hosts on which something may still run: it would not end, could not be told, or they were not heard
   */
  async terminate(): Promise<string[]> {
    const late = sleep(TERMINATE_TIMEOUT_MS, false, { ref: false })
    const left = await mapConcurrently(this.#hosts, async (host) =>
      (await Promise.race([host.terminate().catch(() => false), late])) ? [] : [host.name],
    )
    return left.flat()
  }
}

async function mapConcurrently<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const gate = new Semaphore(CONCURRENCY)
  return Promise.all(
    all.map(async (one) => {
      const leave = await gate.acquire()
      return work(one).finally(leave)
    }),
  )
}

class HostProcesses {
  /** What was found once is remembered, since nothing else tells it from strangers later. */
  readonly #processes = new Set<string>()
  readonly #folders = new Set<string>()
  /** Where the connections of what has no folder come from. */
  readonly #origins = new Map<string, SocketAddress>()
  #hasPipelined = false
  /** Such a connection was found on the host; it may have come by a way that changes its ends. */
  #isConnectionFound = false
  /** It was looked for in time. */
  wasSearched = true

  constructor(
    private readonly node: RemoteHost,
    private readonly waits: StopTimeouts,
  ) {}

  get name(): string {
    return this.node.name
  }

  expect({ folders, unnamed }: ActiveSshSessions): void {
    for (const folder of folders) this.#folders.add(folder)
    for (const client of unnamed) {
      if (!connectsTo(client, this.node.addresses)) continue
      this.#hasPipelined = true
      for (const origin of client.origins) this.#origins.set(sshConnection(origin), origin)
    }
  }

  get mayHaveProcesses(): boolean {
    return this.#folders.size > 0 || this.#origins.size > 0
  }

  async find(): Promise<void> {
    await this.#withMachine((machine) => this.#remaining(machine))
  }

  async terminate(): Promise<boolean> {
    const isKnown = this.wasSearched && (!this.#hasPipelined || this.#isConnectionFound)
    if (!this.mayHaveProcesses) return isKnown
    const { hostMs, terminateMs, killMs } = this.waits
    const isOver = await this.#withMachine(
      async (machine) =>
        (await this.#waitForExit(machine, hostMs)) ||
        (await this.#waitForExit(machine, terminateMs, 'TERM')) ||
        (await this.#waitForExit(machine, killMs, 'KILL')),
    )
    return isOver && isKnown
  }

  async #withMachine<T>(work: (machine: Machine) => Promise<T>): Promise<T> {
    const machine = await this.node.open()
    try {
      return await work(machine)
    } finally {
      await machine.close()
    }
  }

  /** @param signal that all of it is sent meanwhile. @returns whether it ended in time */
  async #waitForExit(machine: Machine, withinMs: number, signal?: 'TERM' | 'KILL'): Promise<boolean> {
    const until = performance.now() + withinMs
    for (let left = await this.#remaining(machine); left.length > 0; left = await this.#remaining(machine)) {
      if (performance.now() >= until) return false
      // Again and again: it may start something in its last moment.
      if (signal) await run(machine, `kill -s ${signal} -- ${left.join(' ')} 2>/dev/null`)
      await sleep(POLL_MS)
    }
    return true
  }

  async #remaining(machine: Machine): Promise<number[]> {
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
    const known = all.filter((one) => this.#processes.has(processKey(one))).map(({ pid }) => pid)
    const found = withDescendants(all, [
      ...matchingPids('cmdline', text),
      ...sessionRoots(all, matchingPids('environ', text)),
      ...known,
    ])
    const left = all.filter(({ pid }) => found.has(pid))
    for (const one of left) this.#processes.add(processKey(one))
    return left.map(({ pid }) => pid)
  }
}

const processKey = ({ pid, started }: ProcessRow) => `${pid} ${started}`

/** As sshd tells it to what it starts (man 1 ssh, ENVIRONMENT). */
const sshConnection = ({ address, port }: SocketAddress) => `SSH_CONNECTION=${address} ${port} `

/** Names the files that hold one of these, a line each. */
const grepProc = (file: 'cmdline' | 'environ', patterns: readonly string[]): string =>
  patterns.length === 0
    ? ''
    : `grep -l ${patterns.map((pattern) => `-e ${quote(pattern)}`).join(' ')} /proc/[0-9]*/${file}`

const matchingPids = (file: 'cmdline' | 'environ', text: string): number[] =>
  [...text.matchAll(/^\/proc\/(\d+)\/(\w+)$/gm)]
    .filter(([, , name]) => name === file)
    .map(([, pid]) => Number(pid))

/** What sshd itself started of these. A daemon has their environment as well, but lost its parents as it should. */
function sessionRoots(all: readonly ProcessRow[], pids: readonly number[]): number[] {
  const ours = new Set(pids)
  return all
    .filter(({ pid, parent }) => ours.has(pid) && !ours.has(parent) && parent !== 1)
    .map(({ pid }) => pid)
}

/** As grep takes it, and such that whoever looks for it does not find itself. */
const selfExcludingPattern = (folder: string) => escapeDots(folder.replace(/\d/, '[$&]'))
const escapeDots = (text: string) => text.replaceAll('.', '[.]')

async function run(machine: Machine, command: string): Promise<string> {
  const { stdout } = await machine.exec(command, { deadlineMs: COMMAND_TIMEOUT_MS })
  return stdout.toString('latin1')
}
