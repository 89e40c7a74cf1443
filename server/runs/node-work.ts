/**
 * What Ansible has under way on the hosts when it is stopped. When its ssh is gone most of that is hung up, where it
 * asks for a terminal there; but a package manager ignores it while it is busy (apt does, around dpkg), and would hold
 * its lock against the next install; what Ansible pipelines has no terminal, and is never hung up. All of it is looked
 * for before Ansible ends, since what is left then has lost its parents: by the name of its folder, or else by the
 * connection that it came over.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { goesTo } from '@/lib/ansible/ssh-clients'
import { type Endpoint, isEstablishedFrom } from '@/lib/network/proc-tcp'
import { Gate } from '../machine/gate'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import type { UnderWay } from './ansible-clients'
import { type ProcessRow, readProcesses, withDescendants } from './job-processes'
import { STOP_WAITS, type StopWaits } from './stop-waits'

const CONCURRENT = 16
/** The stop waits so long at most until the hosts have said what runs there. */
const LOOK_WITHIN_MS = 8_000
const END_WITHIN_MS = 60_000
const LOOK_MS = 300
const COMMAND_MS = 15_000

/** A host by its name, where Ansible may reach it, and how it is opened. */
export interface Node {
  name: string
  addresses: readonly string[]
  open: () => Promise<Machine>
}

export class NodeWork {
  readonly #hosts: readonly HostWork[]

  constructor(nodes: readonly Node[], waits: StopWaits = STOP_WAITS) {
    this.#hosts = nodes.map((node) => new HostWork(node, waits))
  }

  /** Looks for it on all hosts where it may be. */
  async look(work: UnderWay): Promise<void> {
    for (const host of this.#hosts) host.expect(work)
    const expecting = this.#hosts.filter((host) => host.isExpecting)
    const inTime = new Set<HostWork>()
    const looked = atOnce(expecting, (host) =>
      host.look().then(
        () => inTime.add(host),
        () => undefined,
      ),
    )
    await Promise.race([looked, sleep(LOOK_WITHIN_MS, undefined, { ref: false })])
    for (const host of expecting) host.isKnown = inTime.has(host)
  }

  /**
   * Lets it come to its end for a while, then ends it firmly, then for good.
   * @returns names of the hosts on which something may still run: it would not end, could not be told, or they were not heard
   */
  async end(): Promise<string[]> {
    const late = sleep(END_WITHIN_MS, false, { ref: false })
    const left = await atOnce(this.#hosts, async (host) =>
      (await Promise.race([host.ended().catch(() => false), late])) ? [] : [host.name],
    )
    return left.flat()
  }
}

async function atOnce<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const gate = new Gate(CONCURRENT)
  return Promise.all(
    all.map(async (one) => {
      const leave = await gate.enter()
      return work(one).finally(leave)
    }),
  )
}

class HostWork {
  /** What was found once is remembered, since nothing else tells it from strangers later. */
  readonly #known = new Set<string>()
  readonly #folders = new Set<string>()
  /** Where the connections of what has no folder come from. */
  readonly #origins = new Map<string, Endpoint>()
  #isUnnamed = false
  /** Such a connection was found on the host; it may have come by a way that changes its ends. */
  #isConnected = false
  /** It was looked for in time. */
  isKnown = true

  constructor(
    private readonly node: Node,
    private readonly waits: StopWaits,
  ) {}

  get name(): string {
    return this.node.name
  }

  expect({ folders, unnamed }: UnderWay): void {
    for (const folder of folders) this.#folders.add(folder)
    for (const client of unnamed) {
      if (!goesTo(client, this.node.addresses)) continue
      this.#isUnnamed = true
      for (const origin of client.origins) this.#origins.set(sshConnection(origin), origin)
    }
  }

  get isExpecting(): boolean {
    return this.#folders.size > 0 || this.#origins.size > 0
  }

  async look(): Promise<void> {
    await this.#on((machine) => this.#left(machine))
  }

  async ended(): Promise<boolean> {
    const isKnown = this.isKnown && (!this.#isUnnamed || this.#isConnected)
    if (!this.isExpecting) return isKnown
    const { hostMs, terminateMs, killMs } = this.waits
    const isOver = await this.#on(
      async (machine) =>
        (await this.#ends(machine, hostMs)) ||
        (await this.#ends(machine, terminateMs, 'TERM')) ||
        (await this.#ends(machine, killMs, 'KILL')),
    )
    return isOver && isKnown
  }

  async #on<T>(work: (machine: Machine) => Promise<T>): Promise<T> {
    const machine = await this.node.open()
    try {
      return await work(machine)
    } finally {
      await machine.close()
    }
  }

  /** @param signal that all of it is sent meanwhile. @returns whether it ended in time */
  async #ends(machine: Machine, withinMs: number, signal?: 'TERM' | 'KILL'): Promise<boolean> {
    const until = performance.now() + withinMs
    for (let left = await this.#left(machine); left.length > 0; left = await this.#left(machine)) {
      if (performance.now() >= until) return false
      // Again and again: it may start something in its last moment.
      if (signal) await run(machine, `kill -s ${signal} -- ${left.join(' ')} 2>/dev/null`)
      await sleep(LOOK_MS)
    }
    return true
  }

  async #left(machine: Machine): Promise<number[]> {
    const text = await run(
      machine,
      `export LC_ALL=C
exec 2>/dev/null
${whichHold('cmdline', [...this.#folders].map(patternOf))}
${whichHold('environ', [...this.#origins.keys()].map(literal))}
cat /proc/net/tcp /proc/net/tcp6
cat /proc/[0-9]*/stat`,
    )
    this.#isConnected ||= [...this.#origins.values()].some((origin) => isEstablishedFrom(origin, text))
    const all = readProcesses(text)
    const known = all.filter((one) => this.#known.has(idOf(one))).map(({ pid }) => pid)
    const found = withDescendants(all, [
      ...heldBy('cmdline', text),
      ...sessionsOf(all, heldBy('environ', text)),
      ...known,
    ])
    const left = all.filter(({ pid }) => found.has(pid))
    for (const one of left) this.#known.add(idOf(one))
    return left.map(({ pid }) => pid)
  }
}

const idOf = ({ pid, started }: ProcessRow) => `${pid} ${started}`

/** As sshd tells it to what it starts (man 1 ssh, ENVIRONMENT). */
const sshConnection = ({ address, port }: Endpoint) => `SSH_CONNECTION=${address} ${port} `

/** Names the files that hold one of these, a line each. */
const whichHold = (file: 'cmdline' | 'environ', patterns: readonly string[]): string =>
  patterns.length === 0
    ? ''
    : `grep -l ${patterns.map((pattern) => `-e ${quote(pattern)}`).join(' ')} /proc/[0-9]*/${file}`

const heldBy = (file: 'cmdline' | 'environ', text: string): number[] =>
  [...text.matchAll(/^\/proc\/(\d+)\/(\w+)$/gm)]
    .filter(([, , name]) => name === file)
    .map(([, pid]) => Number(pid))

/** What sshd itself started of these. A daemon has their environment as well, but lost its parents as it should. */
function sessionsOf(all: readonly ProcessRow[], pids: readonly number[]): number[] {
  const ours = new Set(pids)
  return all
    .filter(({ pid, parent }) => ours.has(pid) && !ours.has(parent) && parent !== 1)
    .map(({ pid }) => pid)
}

/** As grep takes it, and such that whoever looks for it does not find itself. */
const patternOf = (folder: string) => literal(folder.replace(/\d/, '[$&]'))
const literal = (text: string) => text.replaceAll('.', '[.]')

async function run(machine: Machine, command: string): Promise<string> {
  const { stdout } = await machine.exec(command, { deadlineMs: COMMAND_MS })
  return stdout.toString('latin1')
}
