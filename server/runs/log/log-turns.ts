/**
 * Schedules log reads over HTTP fairly. Decrypting, redacting and searching a long log takes seconds of the event loop, so
 * one chunk is read at a time: round robin between clients, operators before viewers. Other events run between chunks.
 */
import { setImmediate } from 'node:timers/promises'
import { FairQueue } from '../../fair-queue'
import type { Session } from '../../http/auth/sessions'
import { RequestFailure } from '../../request-failure'

/** Concurrent responses per client. A browser opens six connections. */
const MAX_RESPONSES = 24
/** Queued reads of all clients. */
const MAX_QUEUED = 256

/** Runs one read in the client's turn. Throws `too-many` if the queue is full or the client has disconnected. */
export type RunInTurn = <T>(read: () => Promise<T>) => Promise<T>

export class LogTurns {
  readonly #queue = new FairQueue(MAX_QUEUED)
  readonly #responses = new Map<string, number>()

  /**
   * Admits a response until `signal` aborts. All viewers of a share link count as one client, since a link may have many
   * sessions. Throws `too-many`.
   */
  admit({ id, link, role }: Pick<Session, 'id' | 'link' | 'role'>, signal: AbortSignal): RunInTurn {
    const client = link === undefined ? `session ${id}` : `link ${link}`
    const open = this.#responses.get(client) ?? 0
    if (open >= MAX_RESPONSES) throw new RequestFailure('too-many')
    this.#responses.set(client, open + 1)
    if (signal.aborted) this.#release(client)
    else signal.addEventListener('abort', () => this.#release(client), { once: true })
    return async (read) => {
      const chunk = await this.#queue.run(client, role === 'operator' ? 0 : 1, async () => {
        signal.throwIfAborted()
        const value = await read()
        await setImmediate()
        return { value }
      })
      if (!chunk) throw new RequestFailure('too-many')
      return chunk.value
    }
  }

  #release(client: string): void {
    const remaining = (this.#responses.get(client) ?? 0) - 1
    if (remaining > 0) this.#responses.set(client, remaining)
    else this.#responses.delete(client)
  }
}
