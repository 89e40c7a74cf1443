import { emptyHost, nextHostId } from '@/lib/cluster/defaults'
import type { HostDraft } from '@/lib/cluster/draft'
import { pasteCells } from './cells-paste'
import type { Column } from './columns'

const REMEMBERED = 200

interface Ports {
  /** Puts the hosts into the draft. */
  write: (hosts: HostDraft[]) => void
  /** Rows that came in whole are judged at once: nobody is typing them. */
  judge: (rows: readonly HostDraft[]) => void
}

export interface UndoState {
  canUndo: boolean
  canRedo: boolean
}

/** A new row: the first one is a master with etcd, the others are nodes. */
export function newHost(before: readonly HostDraft[]): HostDraft {
  return emptyHost(nextHostId(before), { roles: before.length === 0 ? ['master', 'etcd'] : ['node'] })
}

/**
 * Edits the hosts of the draft, with undo of whole steps. Changes with the same label, one after another, are one
 * step: a word is undone, not its letters. One object for as long as the step stands, so that rows need not be drawn
 * again because of it.
 */
export class HostsEditor {
  #hosts: HostDraft[] = []
  #past: HostDraft[][] = []
  #future: HostDraft[][] = []
  #label: string | undefined
  #undoState: UndoState = { canUndo: false, canRedo: false }
  readonly #listeners = new Set<() => void>()

  constructor(private readonly ports: Ports) {}

  get hosts(): readonly HostDraft[] {
    return this.#hosts
  }

  /** What the draft holds now, whoever changed it. */
  sync(hosts: HostDraft[]): void {
    this.#hosts = hosts
  }

  update(id: string, part: Partial<HostDraft>, label?: string): void {
    this.#change(
      this.#hosts.map((host) => (host.id === id ? { ...host, ...part } : host)),
      label,
    )
  }

  /** At most one host is the taskbox. */
  setTaskbox(id: string, on: boolean): void {
    this.#change(
      this.#hosts.map((host) => ({ ...host, taskbox: host.id === id ? on : on ? false : host.taskbox })),
    )
  }

  add(rows: readonly HostDraft[]): void {
    this.#change([...this.#hosts, ...rows])
    this.ports.judge(rows.filter(({ address, name }) => address !== '' || name !== ''))
  }

  /** A row at the end, ready to be typed into; its id. */
  addEmpty(): string {
    const host = newHost(this.#hosts)
    this.add([host])
    return host.id
  }

  replace(rows: readonly HostDraft[]): void {
    this.#change([...rows])
    this.ports.judge(rows)
  }

  remove(id: string): void {
    this.#change(this.#hosts.filter((host) => host.id !== id))
  }

  paste(at: { row: number; column: Column }, cells: readonly (readonly string[])[]): void {
    const next = pasteCells(this.#hosts, at, cells, newHost)
    this.#change(next)
    this.ports.judge(next.slice(at.row, at.row + cells.length))
  }

  /** A change that nobody typed, so that nobody wants to undo it. */
  replaceQuietly(rows: HostDraft[]): void {
    this.#write(rows)
  }

  undo(): void {
    this.#move(this.#past, this.#future)
  }

  redo(): void {
    this.#move(this.#future, this.#past)
  }

  /** What comes next is a step of its own, whatever its label. */
  settle(): void {
    this.#label = undefined
  }

  readonly undoState = (): UndoState => this.#undoState

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #change(next: HostDraft[], label?: string): void {
    const goesOn = label !== undefined && label === this.#label
    this.#label = label
    if (!goesOn) {
      this.#past = [...this.#past, this.#hosts].slice(-REMEMBERED)
      this.#future = []
    }
    this.#write(next)
    this.#tell()
  }

  #move(from: HostDraft[][], to: HostDraft[][]): void {
    const value = from.pop()
    if (!value) return
    to.push(this.#hosts)
    this.#label = undefined
    this.#write(value.map((host) => keepPin(host, this.#hosts)))
    this.#tell()
  }

  #write(hosts: HostDraft[]): void {
    this.#hosts = hosts
    this.ports.write(hosts)
  }

  #tell(): void {
    this.#undoState = { canUndo: this.#past.length > 0, canRedo: this.#future.length > 0 }
    for (const listener of this.#listeners) listener()
  }
}

/** Undoing what was typed must not undo that a host's key was accepted since. */
function keepPin(host: HostDraft, now: readonly HostDraft[]): HostDraft {
  const same = now.find(({ id }) => id === host.id)
  return same && same.address === host.address && same.port === host.port
    ? { ...host, hostKey: same.hostKey }
    : host
}
