/**
 * What Ansible has under way on the hosts when it is stopped. When its ssh is gone most of that is hung up, since Ansible
 * asks for a terminal there; but a package manager ignores it while it is busy (apt does, around dpkg), and would hold
 * its lock against the next install. It is looked for before Ansible ends: what is left then has lost its parents.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { STOP_SECONDS } from '@/lib/contract/run'
import { Gate } from '../machine/gate'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { type ProcessRow, readProcesses, withDescendants } from './job-processes'

const CONCURRENT = 16
/** The stop waits so long at most until the hosts have said what runs there. */
const FIND_MS = 8_000
const LOOK_MS = 300
const COMMAND_MS = 15_000

/** A host by its name, and how it is opened. */
export interface Node {
  name: string
  open: () => Promise<Machine>
}

export class NodeWork {
  private constructor(private readonly hosts: readonly HostWork[]) {}

  /** Looks for it on all hosts. @param folders of the modules (`moduleFolders`) */
  static async find(nodes: readonly Node[], folders: readonly string[]): Promise<NodeWork> {
    const hosts = folders.length === 0 ? [] : nodes.map((node) => new HostWork(node, folders))
    const looked = atOnce(hosts, (host) => host.look().catch(() => undefined))
    await Promise.race([looked, sleep(FIND_MS, undefined, { ref: false })])
    return new NodeWork(hosts)
  }

  /**
   * Lets it come to its end for a while, then ends it firmly, then for good.
   * @returns names of the hosts that could not be asked, or where something would not end
   */
  async end(): Promise<string[]> {
    const left = await atOnce(this.hosts, async (host) =>
      (await host.ended().catch(() => false)) ? [] : [host.name],
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

  constructor(
    private readonly node: Node,
    private readonly folders: readonly string[],
  ) {}

  get name(): string {
    return this.node.name
  }

  look(): Promise<unknown> {
    return this.#on((machine) => this.#left(machine))
  }

  ended(): Promise<boolean> {
    return this.#on(
      async (machine) =>
        (await this.#ends(machine, STOP_SECONDS.interrupt)) ||
        (await this.#ends(machine, STOP_SECONDS.terminate, 'TERM')) ||
        (await this.#ends(machine, STOP_SECONDS.kill, 'KILL')),
    )
  }

  async #on<T>(work: (machine: Machine) => Promise<T>): Promise<T> {
    const machine = await this.node.open()
    try {
      return await work(machine)
    } finally {
      await machine.close()
    }
  }

  /** @param signal that all of it is sent meanwhile. @returns whether it ended within so many seconds */
  async #ends(machine: Machine, seconds: number, signal?: 'TERM' | 'KILL'): Promise<boolean> {
    const until = performance.now() + seconds * 1000
    for (let left = await this.#left(machine); left.length > 0; left = await this.#left(machine)) {
      if (performance.now() >= until) return false
      // Again and again: it may start something in its last moment.
      if (signal) await run(machine, `kill -s ${signal} -- ${left.join(' ')} 2>/dev/null`)
      await sleep(LOOK_MS)
    }
    return true
  }

  async #left(machine: Machine): Promise<number[]> {
    const words = this.folders.map((folder) => `-e ${quote(patternOf(folder))}`).join(' ')
    const text = await run(
      machine,
      `LC_ALL=C grep -l ${words} /proc/[0-9]*/cmdline 2>/dev/null; cat /proc/[0-9]*/stat 2>/dev/null`,
    )
    const all = readProcesses(text)
    const named = [...text.matchAll(/^\/proc\/(\d+)\/cmdline$/gm)].map(([, pid]) => Number(pid))
    const known = all.filter((one) => this.#known.has(idOf(one))).map(({ pid }) => pid)
    const found = withDescendants(all, [...named, ...known])
    const left = all.filter(({ pid }) => found.has(pid))
    for (const one of left) this.#known.add(idOf(one))
    return left.map(({ pid }) => pid)
  }
}

const idOf = ({ pid, started }: ProcessRow) => `${pid} ${started}`

/** As grep takes it, and such that whoever looks for it does not find itself. */
const patternOf = (folder: string) => folder.replace(/\d/, '[$&]').replaceAll('.', '[.]')

async function run(machine: Machine, command: string): Promise<string> {
  const { stdout } = await machine.exec(command, { deadlineMs: COMMAND_MS })
  return stdout.toString('latin1')
}
