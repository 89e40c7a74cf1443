/** A run's record while the run goes on: changed in memory at once, on disk one after the other and as soon as it has room. */
import type { RenderedFile } from '@/lib/installers/installer'
import { retryWhileDiskFull } from './disk-full'
import type { RunRecord, RunStore } from './run-store'

export class RunRecordWriter {
  #writes: Promise<unknown> = Promise.resolve()
  readonly #closing = new AbortController()
  onFull: (full: boolean) => void = () => undefined

  constructor(
    private record: RunRecord,
    private readonly store: RunStore,
  ) {}

  get value(): RunRecord {
    return this.record
  }

  /** Resolves when it is on disk, however long that has no room. */
  async update(more: Partial<RunRecord>): Promise<void> {
    const next = { ...this.record, ...more }
    this.record = next
    await this.#enqueue(() => this.store.write(next))
  }

  /** Keeps the files that the run is started with. */
  async storeFiles(files: readonly RenderedFile[]): Promise<void> {
    const { id, papers = [] } = this.record
    await this.#enqueue(() => this.store.artifacts.storeFiles(id, files))
    const names = new Set([...papers, ...files.map(({ path }) => path)])
    await this.update({ papers: [...names] })
  }

  async #enqueue(write: () => Promise<void>): Promise<void> {
    const writing = this.#writes
      .catch(() => undefined)
      .then(() => retryWhileDiskFull(write, this.#closing.signal, (full) => this.onFull(full)))
    this.#writes = writing
    await writing
  }

  /** Takes over what another process wrote. */
  async reload(): Promise<void> {
    this.record = await this.store.read(this.record.id)
  }

  /** Waits for what is being written; where the disk is full, no longer. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#writes.catch(() => undefined)
  }
}
