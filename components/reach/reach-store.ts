import type { RequestFailure, Result } from '@/components/socket/request'
import type { HostFacts, Reach } from '@/lib/contract/socket'

export type ReachState =
  | { state: 'none' }
  /** Something that matters was just typed; it is reached when typing rests. */
  | { state: 'soon' }
  | { state: 'reaching'; since: number }
  | { state: 'reached'; facts: HostFacts; fingerprint: string }
  | { state: 'failed'; failure: RequestFailure }

export const NOT_REACHED: ReachState = { state: 'none' }

type Ask = () => Promise<Result<Reach>>

interface Entry {
  /** All that the answer depends on, without secrets. */
  signature: string
  state: ReachState
  ask: Ask
  timer?: ReturnType<typeof setTimeout>
}

/** Typing must rest this long before a machine is reached, in milliseconds. */
const REACH_AFTER_MS = 700
/** How often a page is drawn anew because of answers, in milliseconds. */
const TELL_EVERY_MS = 60
/** So many at once: the server's pool is bounded as well, and a page of waiting rows tells nothing. */
const AT_ONCE = 6

/**
 * What the machines of one cluster said when they were reached, for as long as the page lives. A machine is asked
 * again when what it is reached with changes, and only then.
 */
export class ReachStore {
  readonly #entries = new Map<string, Entry>()
  readonly #queue: string[] = []
  readonly #listeners = new Set<() => void>()
  #running = 0
  #telling: ReturnType<typeof setTimeout> | undefined
  #snapshot: ReadonlyMap<string, ReachState> = new Map()

  /** Makes sure that the machine is reached with this; undefined: it cannot be yet. */
  want(key: string, signature: string | undefined, ask: Ask): void {
    const before = this.#entries.get(key)
    if (signature === undefined) {
      if (before) this.forget(key)
      return
    }
    if (before?.signature === signature) return
    clearTimeout(before?.timer)
    const timer = setTimeout(() => this.#enqueue(key), before ? REACH_AFTER_MS : REACH_AFTER_MS / 2)
    this.#set(key, { signature, ask, state: { state: 'soon' }, timer })
  }

  again(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry || entry.state.state === 'reaching') return
    this.#enqueue(key)
  }

  forget(key: string): void {
    clearTimeout(this.#entries.get(key)?.timer)
    this.#entries.delete(key)
    this.#tell()
  }

  readonly snapshot = (): ReadonlyMap<string, ReachState> => this.#snapshot

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #enqueue(key: string): void {
    if (!this.#queue.includes(key)) this.#queue.push(key)
    this.#next()
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const key = this.#queue.shift()
      if (key === undefined) return
      void this.#reach(key)
    }
  }

  async #reach(key: string): Promise<void> {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#running += 1
    this.#set(key, { ...entry, state: { state: 'reaching', since: Date.now() } })
    const answer = await entry.ask()
    this.#running -= 1
    // What was typed meanwhile is asked about by its own entry.
    const now = this.#entries.get(key)
    if (now?.signature === entry.signature) this.#set(key, { ...entry, state: stateOf(answer) })
    this.#next()
  }

  #set(key: string, entry: Entry): void {
    this.#entries.set(key, entry)
    this.#tell()
  }

  /** Hundreds of answers a second are drawn together. */
  #tell(): void {
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined
      this.#snapshot = new Map([...this.#entries].map(([key, { state }]) => [key, state]))
      for (const listener of this.#listeners) listener()
    }, TELL_EVERY_MS)
  }
}

function stateOf(answer: Result<Reach>): ReachState {
  if (!answer.ok) return { state: 'failed', failure: answer.failure }
  const { value } = answer
  if (value.state === 'failed') return { state: 'failed', failure: value.failure }
  return { state: 'reached', facts: value.facts, fingerprint: value.fingerprint }
}

const stores = new Map<string, ReachStore>()

/** The store of a cluster; the steps come and go, what was reached stays. */
export function reachStore(cluster: string): ReachStore {
  const store = stores.get(cluster) ?? new ReachStore()
  stores.set(cluster, store)
  return store
}
