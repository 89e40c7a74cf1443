import type { RequestError, RequestResult } from '@/components/socket/request'
import type { ConnectionTestResult, HostFacts } from '@/lib/contract/socket'

export type ConnectionTest =
  | { state: 'none' }
  /** Something that matters was just typed; it is reached when typing rests. */
  | { state: 'soon' }
  | { state: 'reaching'; since: number }
  | { state: 'reached'; facts: HostFacts; fingerprint: string }
  | { state: 'failed'; failure: RequestError }

export const NOT_TESTED: ConnectionTest = { state: 'none' }

type RunTest = () => Promise<RequestResult<ConnectionTestResult>>

interface Entry {
  /** All that the answer depends on, without secrets. */
  signature: string
  state: ConnectionTest
  ask: RunTest
  timer?: ReturnType<typeof setTimeout>
}

/** Typing must rest this long before a machine is reached, in milliseconds. */
const TEST_DEBOUNCE_MS = 700
/** How often a page is drawn anew because of answers, in milliseconds. */
const NOTIFY_INTERVAL_MS = 60
/** So many at once: the server's pool is bounded as well, and a page of waiting rows tells nothing. */
const MAX_CONCURRENT = 6

/**
 * What the machines of one cluster said when they were reached, for as long as the page lives. A machine is asked
 * again when what it is reached with changes, and only then.
 */
export class ConnectionTestStore {
  readonly #entries = new Map<string, Entry>()
  readonly #queue: string[] = []
  readonly #listeners = new Set<() => void>()
  #running = 0
  #notifyTimer: ReturnType<typeof setTimeout> | undefined
  #snapshot: ReadonlyMap<string, ConnectionTest> = new Map()

  /** Makes sure that the machine is reached with this; undefined: it cannot be yet. */
  schedule(key: string, signature: string | undefined, ask: RunTest): void {
    const before = this.#entries.get(key)
    if (signature === undefined) {
      if (before) this.delete(key)
      return
    }
    if (before?.signature === signature) return
    clearTimeout(before?.timer)
    const timer = setTimeout(() => this.#enqueue(key), before ? TEST_DEBOUNCE_MS : TEST_DEBOUNCE_MS / 2)
    this.#set(key, { signature, ask, state: { state: 'soon' }, timer })
  }

  retry(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry || entry.state.state === 'reaching') return
    this.#enqueue(key)
  }

  delete(key: string): void {
    clearTimeout(this.#entries.get(key)?.timer)
    this.#entries.delete(key)
    this.#notify()
  }

  readonly snapshot = (): ReadonlyMap<string, ConnectionTest> => this.#snapshot

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #enqueue(key: string): void {
    if (!this.#queue.includes(key)) this.#queue.push(key)
    this.#startNext()
  }

  #startNext(): void {
    while (this.#running < MAX_CONCURRENT) {
      const key = this.#queue.shift()
      if (key === undefined) return
      void this.#test(key)
    }
  }

  async #test(key: string): Promise<void> {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#running += 1
    this.#set(key, { ...entry, state: { state: 'reaching', since: Date.now() } })
    const answer = await entry.ask()
    this.#running -= 1
    // What was typed meanwhile is asked about by its own entry.
    const now = this.#entries.get(key)
    if (now?.signature === entry.signature) this.#set(key, { ...entry, state: toConnectionTest(answer) })
    this.#startNext()
  }

  #set(key: string, entry: Entry): void {
    this.#entries.set(key, entry)
    this.#notify()
  }

  /** Hundreds of answers a second are drawn together. */
  #notify(): void {
    this.#notifyTimer ??= setTimeout(() => {
      this.#notifyTimer = undefined
      this.#snapshot = new Map([...this.#entries].map(([key, { state }]) => [key, state]))
      for (const listener of this.#listeners) listener()
    }, NOTIFY_INTERVAL_MS)
  }
}

function toConnectionTest(answer: RequestResult<ConnectionTestResult>): ConnectionTest {
  if (!answer.ok) return { state: 'failed', failure: answer.failure }
  const { value } = answer
  if (value.state === 'failed') return { state: 'failed', failure: value.failure }
  return { state: 'reached', facts: value.facts, fingerprint: value.fingerprint }
}

const stores = new Map<string, ConnectionTestStore>()

/** The store of a cluster; the steps come and go, what was reached stays. */
export function connectionTestStore(cluster: string): ConnectionTestStore {
  const store = stores.get(cluster) ?? new ConnectionTestStore()
  stores.set(cluster, store)
  return store
}
