/** The clones that are running, at most one of each cluster, so that pages can stop them. */

import type { Repository } from '@/lib/installers/sources/repository'
import { RequestFailure } from '../../request-failure'
import { cloneFailure } from './git-failure'

export class Clones {
  readonly #running = new Map<string, () => void>()

  /** Runs `work` with a signal that `stop` aborts. Throws `conflict` if the cluster has a clone that is running. */
  async run<T>(
    cluster: string,
    repository: Repository,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (this.#running.has(cluster)) throw new RequestFailure('conflict', { what: 'clone' })
    const controller = new AbortController()
    this.#running.set(cluster, () => controller.abort(cloneFailure(repository, 'stopped')))
    try {
      return await work(controller.signal)
    } finally {
      this.#running.delete(cluster)
    }
  }

  stop(cluster: string): void {
    this.#running.get(cluster)?.()
  }

  /** Stops all clones. */
  close(): void {
    for (const stop of this.#running.values()) stop()
  }
}
