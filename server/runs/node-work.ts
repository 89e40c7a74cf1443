/**
 * What Ansible has under way on the hosts when it is stopped. When its ssh is gone most of that is hung up, where it
 * asks for a terminal there; but a package manager ignores it while it is busy (apt does, around dpkg), and would hold
 * its lock against the next install. It is looked for before Ansible ends: what is left then has lost its parents. What
 * Ansible pipelines has no name by which it could be found, and no terminal: its hosts are told.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { moduleFolders, waitsUnnamed } from '@/lib/ansible/module-folders'
import { STOP_SECONDS } from '@/lib/contract/run'
import { Gate } from '../machine/gate'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { type ProcessRow, readProcesses, withDescendants } from './job-processes'

const CONCURRENT = 16
/** The stop waits so long at most until the hosts have said what runs there. */
const LOOK_WITHIN_MS = 8_000
/** How long it may take to end by itself: a package manager that is killed leaves its packages half set up. */
const PATIENCE_SECONDS = 25
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

  constructor(nodes: readonly Node[]) {
    this.#hosts = nodes.map((node) => new HostWork(node))
  }

  /** Looks for it on all hosts. @param lines command lines of Ansible and its ssh clients, as they are now */
  async look(lines: readonly string[]): Promise<void> {
    const folders = moduleFolders(lines)
    for (const host of this.#hosts) host.expect(lines, folders)
    if (folders.length === 0) return
    const inTime = new Set<HostWork>()
    const looked = atOnce(this.#hosts, (host) =>
      host.look().then(
        () => inTime.add(host),
        () => undefined,
      ),
    )
    await Promise.race([looked, sleep(LOOK_WITHIN_MS, undefined, { ref: false })])
    for (const host of this.#hosts) host.isKnown = inTime.has(host)
  }

  /**
   * Lets it come to its end for a while, then ends it firmly, then for good.
   * @returns names of the hosts on which something may still run: it would not end, had no name, or they were not heard
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
  #isUnnamed = false
  /** What has a name was looked for in time. */
  isKnown = true

  constructor(private readonly node: Node) {}

  get name(): string {
    return this.node.name
  }

  expect(lines: readonly string[], folders: readonly string[]): void {
    this.#isUnnamed ||= waitsUnnamed(lines, this.node.addresses)
    for (const folder of folders) this.#folders.add(folder)
  }

  async look(): Promise<void> {
    await this.#on((machine) => this.#left(machine))
  }

  async ended(): Promise<boolean> {
    const isKnown = this.isKnown && !this.#isUnnamed
    if (this.#folders.size === 0) return isKnown
    const isOver = await this.#on(
      async (machine) =>
        (await this.#ends(machine, PATIENCE_SECONDS)) ||
        (await this.#ends(machine, STOP_SECONDS.terminate, 'TERM')) ||
        (await this.#ends(machine, STOP_SECONDS.kill, 'KILL')),
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
    const words = [...this.#folders].map((folder) => `-e ${quote(patternOf(folder))}`).join(' ')
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
