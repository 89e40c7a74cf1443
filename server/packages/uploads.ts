/** Tracks uploaded tarballs. They exist only to be unpacked, so a rejected one is deleted. */
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { RequestFailure } from '../request-failure'

const DELETE_MS = 20_000
/** Failures caused by the tarball itself; a retry would fail the same way. */
const REFUSED: ReadonlySet<string> = new Set(['tarball-unsafe', 'tarball-broken', 'tarball-too-many'])

export class Uploads {
  readonly #paths = new Set<string>()

  /** Registers an uploaded tarball. */
  add(machine: Machine, path: string): void {
    this.#paths.add(`${machine.label} ${path}`)
  }

  /** Runs `work`. If it rejects an uploaded tarball, deletes the tarball; other tarballs are never deleted. */
  async use<T>(machine: Machine, tarball: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const refused = error instanceof RequestFailure && REFUSED.has(error.kind)
      if (refused && this.#paths.delete(`${machine.label} ${tarball}`))
        await machine
          .exec(`rm -f -- ${quote(tarball)}`, { deadlineMs: DELETE_MS, idempotent: true })
          .catch(() => undefined)
      throw error
    }
  }
}
