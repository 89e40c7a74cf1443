/** Searches data for marked secrets, and counts the searched data by kind. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { markForms } from './forms'

const PIECE_BYTES = 1024 * 1024

interface Find {
  kind: string
  where: string
  mark: string
}

export class Hunter {
  readonly #forms: { mark: string; form: Buffer }[]
  readonly #longest: number
  readonly #looked = new Map<string, { pieces: number; bytes: number }>()
  readonly #finds = new Map<string, Find>()
  /** Digests of pieces without a mark. */
  readonly #clean = new Set<string>()

  /** @param marks secrets by a printable name */
  constructor(marks: Readonly<Record<string, string>>) {
    this.#forms = Object.entries(marks).flatMap(([mark, text]) =>
      markForms(text).map((form) => ({ mark, form: Buffer.from(form) })),
    )
    this.#longest = Math.max(...this.#forms.map(({ form }) => form.length))
  }

  look(kind: string, where: string, what: string | Uint8Array): void {
    const bytes =
      typeof what === 'string'
        ? Buffer.from(what)
        : Buffer.from(what.buffer, what.byteOffset, what.byteLength)
    const before = this.#looked.get(kind) ?? { pieces: 0, bytes: 0 }
    this.#looked.set(kind, { pieces: before.pieces + 1, bytes: before.bytes + bytes.length })
    const found = this.#search(bytes)
    for (const mark of found) this.#finds.set(`${kind} ${where} ${mark}`, { kind, where, mark })
  }

  /** Searches piece by piece, since most traffic repeats the same scripts, and most of a large file is zeros. */
  #search(bytes: Buffer): Set<string> {
    const found = new Set<string>()
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES + this.#longest)
      const digest = createHash('sha256').update(piece).digest('base64')
      if (this.#clean.has(digest)) continue
      const marks = this.#forms.filter(({ form }) => piece.includes(form)).map(({ mark }) => mark)
      if (marks.length === 0) this.#clean.add(digest)
      for (const mark of marks) found.add(mark)
    }
    return found
  }

  /** Searches all files below a folder, or the given paths. @returns modes of the files that contain a mark */
  lookInto(kind: string, folder: string, paths = filesBelow(folder)): Record<string, string> {
    const modes: Record<string, string> = {}
    for (const file of paths) {
      const before = this.#finds.size
      this.look(kind, file, readFileSync(path.join(folder, file)))
      if (this.#finds.size > before)
        modes[file] = (statSync(path.join(folder, file)).mode & 0o777).toString(8)
    }
    return modes
  }

  finds(...kinds: string[]): Find[] {
    const all = [...this.#finds.values()]
    return kinds.length === 0 ? all : all.filter(({ kind }) => kinds.includes(kind))
  }

  get bytes(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#looked].map(([kind, { bytes }]) => [kind, bytes]))
  }

  /** Formats the searched kinds, their number of bytes, and the finds. */
  report(): string {
    const rows = [...this.#looked].map(([kind, { pieces, bytes }]) => {
      const finds = this.finds(kind)
      const where = [...new Set(finds.map((find) => find.where))]
      const found = finds.length === 0 ? 'nothing' : `${finds.length} (${where.slice(0, 5).join(', ')})`
      return `${kind.padEnd(40)} ${String(pieces).padStart(7)} pieces ${String(bytes).padStart(11)} bytes: ${found}`
    })
    return rows.join('\n')
  }
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
