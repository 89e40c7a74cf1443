import { emptyHost, nextHostId } from '@/lib/cluster/defaults'
import { type HostDraft, isSecretPlaceholder, SECRET_FIELDS, SECRET_PLACEHOLDER } from '@/lib/cluster/draft'
import { extractSecrets, mapSecrets } from '@/lib/credentials/draft-secrets'
import type { Column } from './table/columns'
import { pasteCells } from './table/paste-cells'

const MAX_UNDO_STEPS = 200

interface EditorOptions {
  /** Puts the hosts into the draft. */
  write: (hosts: HostDraft[]) => void
  /** Rows that came in whole are judged at once: nobody is typing them. */
  judge: (rows: readonly HostDraft[]) => void
}

export interface UndoState {
  canUndo: boolean
  canRedo: boolean
}

/**
 * Edits the hosts of the draft, with undo of whole steps. Changes with the same label, one after another, are one
 * step: a word is undone, not its letters. Secrets are not undone: a row that is still there keeps its own, and one
 * that comes back has the stored one. One object for as long as the step stands, so that rows need not be drawn again
 * because of it.
 */
export class HostsEditor {
  #hosts: HostDraft[] = []
  #past: HostDraft[][] = []
  #future: HostDraft[][] = []
  #label: string | undefined
  /** Of all rows that are or were there: a secret is stored under its row's id, so no other row may take the id. */
  readonly #ids = new Set<string>()
  #undoState: UndoState = { canUndo: false, canRedo: false }
  readonly #listeners = new Set<() => void>()

  constructor(private readonly options: EditorOptions) {}

  get hosts(): readonly HostDraft[] {
    return this.#hosts
  }

  /** What the draft holds now, whoever changed it. */
  sync(hosts: HostDraft[]): void {
    this.#redactHistory(hosts)
    this.#hosts = hosts
    for (const { id } of hosts) this.#ids.add(id)
  }

  update(id: string, part: Partial<HostDraft>, label?: string): void {
    const next = this.#hosts.map((host) => (host.id === id ? { ...host, ...part } : host))
    if (Object.keys(part).every(isSecretField)) this.#write(next)
    else this.#change(next, label)
  }

  /** At most one host is the taskbox. */
  setTaskbox(id: string, on: boolean): void {
    this.#change(
      this.#hosts.map((host) => ({ ...host, taskbox: host.id === id ? on : on ? false : host.taskbox })),
    )
  }

  /** Adds rows, under ids of their own. */
  add(rows: readonly HostDraft[]): void {
    const added = rows.map((row) => this.#withNewId(row))
    this.#change([...this.#hosts, ...added])
    this.options.judge(added.filter(({ address, name }) => address !== '' || name !== ''))
  }

  /** A row at the end, ready to be typed into; its id. */
  addEmpty(): string {
    const host = this.#newHost(this.#hosts)
    this.#change([...this.#hosts, host])
    return host.id
  }

  replace(rows: readonly HostDraft[]): void {
    const next = rows.map((row) => this.#withNewId(row))
    this.#change(next)
    this.options.judge(next)
  }

  remove(id: string): void {
    this.#change(this.#hosts.filter((host) => host.id !== id))
  }

  paste(at: { row: number; column: Column }, cells: readonly (readonly string[])[]): void {
    const next = pasteCells(this.#hosts, at, cells, (before) => this.#newHost(before))
    this.#change(next)
    this.options.judge(next.slice(at.row, at.row + cells.length))
  }

  /** A change that nobody typed, so that nobody wants to undo it. */
  replaceWithoutUndo(rows: HostDraft[]): void {
    this.#write(rows)
  }

  undo(): void {
    this.#move(this.#past, this.#future)
  }

  redo(): void {
    this.#move(this.#future, this.#past)
  }

  /** What comes next is a step of its own, whatever its label. */
  endUndoStep(): void {
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
      this.#past = [...this.#past, this.#hosts].slice(-MAX_UNDO_STEPS)
      this.#future = []
    }
    this.#write(next)
    this.#notify()
  }

  #move(from: HostDraft[][], to: HostDraft[][]): void {
    const value = from.pop()
    if (!value) return
    to.push(this.#hosts)
    this.#label = undefined
    this.#write(value.map((host) => preserveSecrets(host, this.#hosts)))
    this.#notify()
  }

  /** A new row: the first one is a master with etcd, the others are nodes. */
  #newHost(before: readonly HostDraft[]): HostDraft {
    return this.#withNewId(emptyHost('', { roles: before.length === 0 ? ['master', 'etcd'] : ['node'] }))
  }

  #withNewId(host: HostDraft): HostDraft {
    const id = nextHostId(this.#ids)
    this.#ids.add(id)
    return { ...host, id }
  }

  /** Takes secrets out of the history that have been saved: `next` has marks where they were typed. */
  #redactHistory(next: readonly HostDraft[]): void {
    const typed = extractSecrets({ hosts: this.#hosts })
    if (Object.keys(typed).length === 0) return
    const stored = new Set<string>()
    const owners = new Set<string>()
    for (const host of next)
      withSecrets(host, (name, value) => {
        if (name in typed && isSecretPlaceholder(value)) {
          stored.add(name)
          owners.add(host.id)
        }
        return value
      })
    if (stored.size === 0) return
    const swap = (name: string, value: string) =>
      value !== '' && stored.has(name) ? SECRET_PLACEHOLDER : value
    const forget = (hosts: HostDraft[]) =>
      hosts.map((host) => (owners.has(host.id) ? withSecrets(host, swap) : host))
    this.#past = this.#past.map(forget)
    this.#future = this.#future.map(forget)
  }

  #write(hosts: HostDraft[]): void {
    this.#hosts = hosts
    this.options.write(hosts)
  }

  #notify(): void {
    this.#undoState = { canUndo: this.#past.length > 0, canRedo: this.#future.length > 0 }
    for (const listener of this.#listeners) listener()
  }
}

function isSecretField(field: string): boolean {
  return SECRET_FIELDS.some((one) => one === field)
}

function withSecrets(host: HostDraft, swap: (name: string, value: string) => string): HostDraft {
  return mapSecrets({ hosts: [host] }, swap).hosts[0] ?? host
}

/** Undoing what was typed must not undo that a host's key was accepted since, nor change which secret is stored. */
function preserveSecrets(host: HostDraft, now: readonly HostDraft[]): HostDraft {
  const same = now.find(({ id }) => id === host.id)
  if (!same) return host
  const current = new Map<string, string>()
  withSecrets(same, (name, value) => {
    current.set(name, value)
    return value
  })
  const kept = withSecrets(host, (name, value) => current.get(name) ?? value)
  return same.address === host.address && same.port === host.port ? { ...kept, hostKey: same.hostKey } : kept
}
