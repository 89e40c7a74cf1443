import type { RequestError, RequestResult } from '@/components/socket/request'
import type { HostFacts } from '@/lib/checks/results'
import type { ConnectionTestResult } from '@/lib/contract/socket'

export type ConnectionTest =
  | { state: 'untested' }
  /** Scheduled after the last change of a connection field. */
  | { state: 'scheduled' }
  | { state: 'testing'; since: number }
  | { state: 'connected'; facts: HostFacts; fingerprint: string }
  | { state: 'failed'; failure: RequestError }

export const NOT_TESTED: ConnectionTest = { state: 'untested' }

type RunTest = () => Promise<RequestResult<ConnectionTestResult>>

interface Entry {
  /** All values that the test depends on, without secrets. */
  signature: string
  state: ConnectionTest
  run: RunTest
  timer?: ReturnType<typeof setTimeout>
}

/** Tests a machine this long after the last change. */
const TEST_DEBOUNCE_MS = 700
/** Minimum interval between updates of the page. */
const NOTIFY_INTERVAL_MS = 60
/** Concurrent tests. The server's connection pool is bounded too. */
const MAX_CONCURRENT = 6

/** The connection tests of a cluster, for the lifetime of the page. A machine is tested again if its connection changes. */
export class ConnectionTestStore {
  readonly #entries = new Map<string, Entry>()
  readonly #queue: string[] = []
  readonly #listeners = new Set<() => void>()
  #running = 0
  #checkedAt: number | undefined
  #notifyTimer: ReturnType<typeof setTimeout> | undefined
  #snapshot: ReadonlyMap<string, ConnectionTest> = new Map()

  /** Schedules a test unless the signature is unchanged. An undefined signature (incomplete fields) deletes the test. */
  schedule(key: string, signature: string | undefined, run: RunTest): void {
    const before = this.#entries.get(key)
    if (signature === undefined) {
      if (before) this.delete(key)
      return
    }
    if (before?.signature === signature) return
    clearTimeout(before?.timer)
    const timer = setTimeout(() => this.#enqueue(key), before ? TEST_DEBOUNCE_MS : TEST_DEBOUNCE_MS / 2)
    this.#set(key, { signature, run, state: { state: 'scheduled' }, timer })
  }

  retry(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry || entry.state.state === 'testing') return
    this.#enqueue(key)
  }

  /** Repeats failed tests once after each check run, which may have found that their machines are back. */
  retryFailed(checkedAt: number): void {
    const isNew = this.#checkedAt !== undefined && this.#checkedAt !== checkedAt
    this.#checkedAt = checkedAt
    if (!isNew) return
    for (const [key, { state }] of this.#entries) if (state.state === 'failed') this.retry(key)
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
    this.#set(key, { ...entry, state: { state: 'testing', since: Date.now() } })
    const response = await entry.run()
    this.#running -= 1
    // Ignore the result if the connection fields changed in the meantime.
    const now = this.#entries.get(key)
    if (now?.signature === entry.signature) this.#set(key, { ...entry, state: toConnectionTest(response) })
    this.#startNext()
  }

  #set(key: string, entry: Entry): void {
    this.#entries.set(key, entry)
    this.#notify()
  }

  /** Batches updates, since hundreds of tests may finish per second. */
  #notify(): void {
    this.#notifyTimer ??= setTimeout(() => {
      this.#notifyTimer = undefined
      this.#snapshot = new Map([...this.#entries].map(([key, { state }]) => [key, state]))
      for (const listener of this.#listeners) listener()
    }, NOTIFY_INTERVAL_MS)
  }
}

function toConnectionTest(response: RequestResult<ConnectionTestResult>): ConnectionTest {
  if (!response.ok) return { state: 'failed', failure: response.failure }
  const { value } = response
  if (value.state === 'failed') return { state: 'failed', failure: value.failure }
  return { state: 'connected', facts: value.facts, fingerprint: value.fingerprint }
}

const stores = new Map<string, ConnectionTestStore>()

/** The store of a cluster, which outlives its steps. */
export function connectionTestStore(cluster: string): ConnectionTestStore {
  const store = stores.get(cluster) ?? new ConnectionTestStore()
  stores.set(cluster, store)
  return store
}
