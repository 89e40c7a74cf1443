/**
 * Collects which hosts' verdicts changed and tells of them in frames: never more often than FRAME_MS, never more than
 * FRAME_HOSTS at once. A steady stream is thinned, not put off, and neither the line nor the page gets all of a large
 * cluster at one go.
 */
const FRAME_MS = 100
const FRAME_HOSTS = 25

export class CheckPushes {
  readonly #changed = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #sentAt = 0

  /** @param send tells of these hosts, and of how far the round is */
  constructor(private readonly send: (hosts: string[]) => void) {}

  /** Something changed: verdicts of these hosts, or, with none, only how far the round is. */
  changed(hosts: Iterable<string> = []): void {
    for (const host of hosts) this.#changed.add(host)
    this.#timer ??= setTimeout(() => this.#frame(), Math.max(0, this.#sentAt + FRAME_MS - Date.now()))
  }

  #frame(): void {
    this.#timer = undefined
    this.#sentAt = Date.now()
    const hosts = [...this.#changed].slice(0, FRAME_HOSTS)
    for (const host of hosts) this.#changed.delete(host)
    this.send(hosts)
    if (this.#changed.size > 0) this.changed()
  }
}
