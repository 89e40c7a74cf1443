/** A run's record while the run goes on: changed in memory at once, on disk one after the other and as soon as it has room. */
import type { RenderedFile } from '@/lib/installers/installer'
import { writePatiently } from './disk-full'
import { CHECKS_PAPER } from './run-papers'
import type { RunRecord, RunStore } from './run-store'

export class KeptRecord {
  #writes: Promise<unknown> = Promise.resolve()
  readonly #leaving = new AbortController()
  onFull: (full: boolean) => void = () => undefined

  constructor(
    private record: RunRecord,
    private readonly store: RunStore,
  ) {}

  get value(): RunRecord {
    return this.record
  }

  /** Resolves when it is on disk, however long that has no room. */
  async keep(more: Partial<RunRecord>): Promise<void> {
    const next = { ...this.record, ...more }
    this.record = next
    await this.#patiently(() => this.store.write(next))
  }

  /** Keeps what the run is started with. */
  async keepPapers(files: readonly RenderedFile[]): Promise<void> {
    const { id } = this.record
    await this.#patiently(() => this.store.papers.keepFiles(id, files))
    await this.#name(files.map(({ path }) => path))
  }

  async keepChecks(report: object): Promise<void> {
    const { id } = this.record
    await this.#patiently(() => this.store.papers.keepChecks(id, report))
    await this.#name([CHECKS_PAPER])
  }

  async #name(papers: readonly string[]): Promise<void> {
    await this.keep({ papers: [...new Set([...(this.record.papers ?? []), ...papers])].sort() })
  }

  async #patiently(write: () => Promise<void>): Promise<void> {
    const writing = this.#writes
      .catch(() => undefined)
      .then(() => writePatiently(write, this.#leaving.signal, (full) => this.onFull(full)))
    this.#writes = writing
    await writing
  }

  /** Takes over what another process wrote. */
  async refresh(): Promise<void> {
    this.record = await this.store.read(this.record.id)
  }

  /** Waits for what is being written; where the disk is full, no longer. */
  async close(): Promise<void> {
    this.#leaving.abort()
    await this.#writes.catch(() => undefined)
  }
}
