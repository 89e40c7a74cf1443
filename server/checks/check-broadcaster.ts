/**
 * Batches changed hosts: at most one message per FLUSH_INTERVAL_MS, with at most MAX_HOSTS_PER_MESSAGE hosts. A steady
 * stream is throttled rather than debounced, and a large cluster is sent in several messages.
 */
const FLUSH_INTERVAL_MS = 100
const MAX_HOSTS_PER_MESSAGE = 25

export class CheckBroadcaster {
  readonly #changed = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #sentAt = 0

  /** @param broadcast sends the results of these hosts and the progress */
  constructor(private readonly broadcast: (hosts: string[]) => void) {}

  /** Schedules a message with the results of these hosts; without hosts, with the progress only. */
  schedule(hosts: Iterable<string> = []): void {
    for (const host of hosts) this.#changed.add(host)
    this.#timer ??= setTimeout(
      () => this.#flush(),
      Math.max(0, this.#sentAt + FLUSH_INTERVAL_MS - Date.now()),
    )
  }

  #flush(): void {
    this.#timer = undefined
    this.#sentAt = Date.now()
    const hosts = [...this.#changed].slice(0, MAX_HOSTS_PER_MESSAGE)
    for (const host of hosts) this.#changed.delete(host)
    this.broadcast(hosts)
    if (this.#changed.size > 0) this.schedule()
  }
}
