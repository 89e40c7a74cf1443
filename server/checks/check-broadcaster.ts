/**
 * Collects which hosts' verdicts changed and tells of them in frames: never more often than FRAME_MS, never more than
 * FRAME_HOSTS at once. A steady stream is thinned, not put off, and neither the line nor the page gets all of a large
 * cluster at one go.
 */
const FLUSH_INTERVAL_MS = 100
const MAX_HOSTS_PER_MESSAGE = 25

export class CheckBroadcaster {
  readonly #changed = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #sentAt = 0

  /** @param broadcast tells of these hosts, and of how far the round is */
  constructor(private readonly broadcast: (hosts: string[]) => void) {}

  /** Something changed: verdicts of these hosts, or, with none, only how far the round is. */
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
