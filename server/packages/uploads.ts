/** Tarballs that came from a browser. They exist for unpacking alone, so one that is refused is deleted. */
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { RequestFailure } from '../request-failure'

const DELETE_MS = 20_000
/** Failures that the tarball itself is the reason for; another attempt would fail in the same way. */
const REFUSED: ReadonlySet<string> = new Set(['tarball-unsafe', 'tarball-broken', 'tarball-too-many'])

export class Uploads {
  readonly #paths = new Set<string>()

  add(machine: Machine, path: string): void {
    this.#paths.add(`${machine.label} ${path}`)
  }

  /** Does the work with a tarball. If it is an upload and refused, deletes it; any other tarball is left alone. */
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
