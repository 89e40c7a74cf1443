/** Looks for marks in everything that it is given, and keeps count of where it looked. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { markForms } from './forms'

interface Find {
  kind: string
  where: string
  mark: string
}

export class Hunter {
  readonly #forms: { mark: string; form: Buffer }[]
  readonly #looked = new Map<string, { pieces: number; bytes: number }>()
  readonly #finds = new Map<string, Find>()

  /** @param marks by a name that may be printed */
  constructor(marks: Readonly<Record<string, string>>) {
    this.#forms = Object.entries(marks).flatMap(([mark, text]) =>
      markForms(text).map((form) => ({ mark, form: Buffer.from(form) })),
    )
  }

  look(kind: string, where: string, what: string | Uint8Array): void {
    const bytes =
      typeof what === 'string'
        ? Buffer.from(what)
        : Buffer.from(what.buffer, what.byteOffset, what.byteLength)
    const before = this.#looked.get(kind) ?? { pieces: 0, bytes: 0 }
    this.#looked.set(kind, { pieces: before.pieces + 1, bytes: before.bytes + bytes.length })
    for (const { mark, form } of this.#forms)
      if (bytes.includes(form)) this.#finds.set(`${kind} ${where} ${mark}`, { kind, where, mark })
  }

  /** Every file below a folder, or these paths of it. @returns modes of those in which something was found */
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

  /** Where it looked, at how many bytes, and what it found there. */
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
