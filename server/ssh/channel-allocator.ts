/** Allocates SSH channels: up to `limit` per connection, using a further connection when all are full. */
export class ChannelAllocator {
  readonly #counts = new Map<string, number[]>()

  constructor(private readonly limit: number) {}

  /**
   * Allocates a channel for `key` (the endpoint and login). `index` is the first connection with a free channel;
   * `release` frees the channel, and is idempotent.
   */
  allocate(key: string): { index: number; release: () => void } {
    const perConnection = this.#counts.get(key) ?? []
    this.#counts.set(key, perConnection)
    const free = perConnection.findIndex((count) => count < this.limit)
    const index = free < 0 ? perConnection.length : free
    perConnection[index] = (perConnection[index] ?? 0) + 1
    let allocated = true
    const release = () => {
      if (allocated) perConnection[index] = (perConnection[index] ?? 1) - 1
      allocated = false
    }
    return { index, release }
  }
}
