/** A run's record during the run: updated in memory immediately, written to disk in order, retried while the disk is full. */
import type { RenderedFile } from '@/lib/installers/installer'
import { retryWhileDiskFull } from './disk-full'
import type { RunRecord, RunStore } from './run-store'

export class RunRecordWriter {
  #writes: Promise<unknown> = Promise.resolve()
  #pendingWrites = 0
  readonly #closing = new AbortController()
  onFull: (full: boolean) => void = () => undefined

  constructor(
    private record: RunRecord,
    private readonly store: RunStore,
  ) {}

  get value(): RunRecord {
    return this.record
  }

  /** Resolves when the changes are on disk, even if that waits for a full disk. */
  async update(changes: Partial<RunRecord>): Promise<void> {
    const next = { ...this.record, ...changes }
    this.record = next
    await this.#enqueue(() => this.store.write(next))
  }

  /** Stores the files that the run starts with. */
  async storeFiles(files: readonly RenderedFile[]): Promise<void> {
    const { id, artifacts = [] } = this.record
    await this.#enqueue(() => this.store.artifacts.storeFiles(id, files))
    const names = new Set([...artifacts, ...files.map(({ path }) => path)])
    await this.update({ artifacts: [...names] })
  }

  /** Stores the commands of its steps. */
  async storeCommands(steps: readonly string[]): Promise<void> {
    await this.#enqueue(() => this.store.artifacts.storeCommands(this.record.id, steps))
  }

  async #enqueue(write: () => Promise<void>): Promise<void> {
    this.#pendingWrites += 1
    const writing = this.#writes
      .catch(() => undefined)
      .then(() => retryWhileDiskFull(write, this.#closing.signal, (full) => this.onFull(full)))
      .finally(() => {
        this.#pendingWrites -= 1
      })
    this.#writes = writing
    await writing
  }

  /** Reads changes that another process wrote. Keeps a record that is newer than the one on disk. */
  async reload(): Promise<void> {
    // A write that ends while the file is read would leave the former record in `stored`.
    if (this.#pendingWrites > 0) return
    const before = this.record
    const stored = await this.store.read(before.id)
    if (this.record === before && this.#pendingWrites === 0) this.record = stored
  }

  /** Waits for pending writes, but not for a full disk. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#writes.catch(() => undefined)
  }
}
