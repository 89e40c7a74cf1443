/**
 * Shares the server between clients that read logs over HTTP. Decrypting, masking and searching a long log takes
 * seconds of the event loop, so one piece is read at a time: clients take turns, operators before viewers, and other
 * events are handled between two pieces.
 */
import { setImmediate } from 'node:timers/promises'
import { FairQueue } from '../http/auth/fair-queue'
import type { Session } from '../http/auth/sessions'
import { RequestFailure } from '../request-failure'

/** Responses of one client at a time. A browser opens six connections. */
const MOST_RESPONSES = 24
/** Pieces of all clients that wait. */
const MOST_WAITING = 256

/** Runs one read when it is the client's turn. Throws `too-many` when too many wait, and when the client has left. */
export type InTurn = <T>(read: () => Promise<T>) => Promise<T>

export class LogTurns {
  readonly #queue = new FairQueue(MOST_WAITING)
  readonly #responses = new Map<string, number>()

  /**
   * Admits a response until `signal` aborts. All viewers of a share link are one client, since a link may have many
   * sessions. Throws `too-many`.
   */
  admit({ id, link, role }: Pick<Session, 'id' | 'link' | 'role'>, signal: AbortSignal): InTurn {
    const client = link === undefined ? `session ${id}` : `link ${link}`
    const open = this.#responses.get(client) ?? 0
    if (open >= MOST_RESPONSES) throw new RequestFailure('too-many')
    this.#responses.set(client, open + 1)
    if (signal.aborted) this.#release(client)
    else signal.addEventListener('abort', () => this.#release(client), { once: true })
    return async (read) => {
      const piece = await this.#queue.run(client, role === 'operator' ? 0 : 1, async () => {
        signal.throwIfAborted()
        const value = await read()
        await setImmediate()
        return { value }
      })
      if (!piece) throw new RequestFailure('too-many')
      return piece.value
    }
  }

  #release(client: string): void {
    const left = (this.#responses.get(client) ?? 0) - 1
    if (left > 0) this.#responses.set(client, left)
    else this.#responses.delete(client)
  }
}
