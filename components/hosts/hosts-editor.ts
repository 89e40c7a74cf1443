import {
  type HostDraft,
  isSecretPlaceholder,
  ROLES,
  SECRET_FIELDS,
  SECRET_PLACEHOLDER,
} from '@/lib/cluster/draft/draft'
import { emptyHost, nextHostId } from '@/lib/cluster/draft/empty-draft'
import { extractSecrets, mapSecrets } from '@/lib/credentials/draft-secrets'
import { type Column, columnsFor } from './table/columns'
import { pasteCells } from './table/paste-cells'

const MAX_UNDO_STEPS = 200

interface EditorOptions {
  /** Writes the hosts to the draft. */
  write: (hosts: HostDraft[]) => void
  /** Called with pasted or imported rows, whose problems are shown immediately. */
  onRowsAdded: (rows: readonly HostDraft[]) => void
}

export interface UndoState {
  canUndo: boolean
  canRedo: boolean
}

/**
 * Edits the hosts of the draft, with undo and redo. Consecutive changes with the same label are one undo step, such as
 * typing in a field. Secrets are not part of the undo history: a row has its current secrets, and a restored row has
 * its stored ones. The object is the same for the lifetime of the step, so it does not cause rows to render again.
 */
export class HostsEditor {
  #hosts: HostDraft[] = []
  #past: HostDraft[][] = []
  #future: HostDraft[][] = []
  #label: string | undefined
  /** Ids of all current and removed rows. Secrets are stored by row id, so ids are never reused. */
  readonly #ids = new Set<string>()
  #undoState: UndoState = { canUndo: false, canRedo: false }
  readonly #listeners = new Set<() => void>()

  constructor(private readonly options: EditorOptions) {}

  get hosts(): readonly HostDraft[] {
    return this.#hosts
  }

  /** Takes over the hosts of the draft after any change. */
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

  /** Adds rows with new ids. */
  add(rows: readonly HostDraft[]): void {
    const added = rows.map((row) => this.#withNewId(row))
    this.#change([...this.#hosts, ...added])
    this.options.onRowsAdded(added.filter(({ address, name }) => address !== '' || name !== ''))
  }

  /** Appends an empty row and returns its id. */
  addEmpty(): string {
    const host = this.#newHost(this.#hosts)
    this.#change([...this.#hosts, host])
    return host.id
  }

  replace(rows: readonly HostDraft[]): void {
    const next = rows.map((row) => this.#withNewId(row))
    this.#change(next)
    this.options.onRowsAdded(next)
  }

  /** Removes hosts in one undo step. */
  remove(ids: ReadonlySet<string>): void {
    this.#change(this.#hosts.filter(({ id }) => !ids.has(id)))
  }

  /** Changes several hosts in one undo step. */
  updateAll(ids: ReadonlySet<string>, change: (host: HostDraft) => HostDraft): void {
    this.#change(this.#hosts.map((host) => (ids.has(host.id) ? change(host) : host)))
  }

  /**
   * Pastes a grid of cells.
   * @param view ids of the rows in the order that the user sees; default: all rows
   */
  paste(
    at: { row: number; column: Column },
    cells: readonly (readonly string[])[],
    columns: readonly Column[] = columnsFor(ROLES, 'ipv4'),
    view: readonly string[] = this.#hosts.map(({ id }) => id),
  ): void {
    const next = pasteCells(this.#hosts, at, cells, { newHost: (all) => this.#newHost(all), columns, view })
    const before = new Map(this.#hosts.map((host) => [host.id, host]))
    this.#change(next)
    this.options.onRowsAdded(next.filter((host) => before.get(host.id) !== host))
  }

  /** Replaces the hosts without an undo step, for changes that the user did not make. */
  replaceWithoutUndo(rows: HostDraft[]): void {
    this.#write(rows)
  }

  undo(): void {
    this.#move(this.#past, this.#future)
  }

  redo(): void {
    this.#move(this.#future, this.#past)
  }

  /** Ends the undo step. The next change starts a new one. */
  endUndoStep(): void {
    this.#label = undefined
  }

  readonly undoState = (): UndoState => this.#undoState

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #change(next: HostDraft[], label?: string): void {
    const continuesStep = label !== undefined && label === this.#label
    this.#label = label
    if (!continuesStep) {
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

  /** A new row. The first one is a master with etcd, the others are nodes. */
  #newHost(before: readonly HostDraft[]): HostDraft {
    return this.#withNewId(emptyHost('', { roles: before.length === 0 ? ['master', 'etcd'] : ['node'] }))
  }

  #withNewId(host: HostDraft): HostDraft {
    const id = nextHostId(this.#ids)
    this.#ids.add(id)
    return { ...host, id }
  }

  /** Replaces saved secrets in the undo history by the placeholders that `next` has. */
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

/** Undo must not revert an accepted host key or change which secret is stored. */
function preserveSecrets(host: HostDraft, now: readonly HostDraft[]): HostDraft {
  const same = now.find(({ id }) => id === host.id)
  if (!same) return host
  const current = new Map<string, string>()
  withSecrets(same, (name, value) => {
    current.set(name, value)
    return value
  })
  const withCurrentSecrets = withSecrets(host, (name, value) => current.get(name) ?? value)
  return same.address === host.address && same.port === host.port
    ? { ...withCurrentSecrets, hostKey: same.hostKey }
    : withCurrentSecrets
}
