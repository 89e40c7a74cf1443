/** Searches data for canary secrets, and counts the searched data by kind. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { canaryEncodings } from './encodings'

const CHUNK_BYTES = 1024 * 1024

interface Leak {
  kind: string
  where: string
  canary: string
}

export class LeakScanner {
  readonly #encodings: { canary: string; encoding: Buffer }[]
  readonly #longest: number
  readonly #scanned = new Map<string, { chunks: number; bytes: number }>()
  readonly #leaks = new Map<string, Leak>()
  /** Digests of chunks without a canary. */
  readonly #clean = new Set<string>()

  /** @param canaries secrets by a printable name */
  constructor(canaries: Readonly<Record<string, string>>) {
    this.#encodings = Object.entries(canaries).flatMap(([canary, text]) =>
      canaryEncodings(text).map((encoding) => ({ canary, encoding: Buffer.from(encoding) })),
    )
    this.#longest = Math.max(...this.#encodings.map(({ encoding }) => encoding.length))
  }

  scan(kind: string, where: string, what: string | Uint8Array): void {
    const bytes =
      typeof what === 'string'
        ? Buffer.from(what)
        : Buffer.from(what.buffer, what.byteOffset, what.byteLength)
    const previous = this.#scanned.get(kind) ?? { chunks: 0, bytes: 0 }
    this.#scanned.set(kind, { chunks: previous.chunks + 1, bytes: previous.bytes + bytes.length })
    const found = this.#search(bytes)
    for (const canary of found) this.#leaks.set(`${kind} ${where} ${canary}`, { kind, where, canary })
  }

  /** Searches chunk by chunk, since most traffic repeats the same scripts, and most of a large file is zeros. */
  #search(bytes: Buffer): Set<string> {
    const found = new Set<string>()
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, at + CHUNK_BYTES + this.#longest)
      const digest = createHash('sha256').update(chunk).digest('base64')
      if (this.#clean.has(digest)) continue
      const canaries = this.#encodings
        .filter(({ encoding }) => chunk.includes(encoding))
        .map(({ canary }) => canary)
      if (canaries.length === 0) this.#clean.add(digest)
      for (const canary of canaries) found.add(canary)
    }
    return found
  }

  /** Searches all files below a folder, or the given paths. @returns modes of the files that contain a canary */
  scanFolder(kind: string, folder: string, paths = filesBelow(folder)): Record<string, string> {
    const modes: Record<string, string> = {}
    for (const file of paths) {
      const previous = this.#leaks.size
      this.scan(kind, file, readFileSync(path.join(folder, file)))
      if (this.#leaks.size > previous)
        modes[file] = (statSync(path.join(folder, file)).mode & 0o777).toString(8)
    }
    return modes
  }

  leaks(...kinds: string[]): Leak[] {
    const all = [...this.#leaks.values()]
    return kinds.length === 0 ? all : all.filter(({ kind }) => kinds.includes(kind))
  }

  get bytes(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#scanned].map(([kind, { bytes }]) => [kind, bytes]))
  }

  /** Formats the searched kinds, their number of bytes, and the leaks. */
  report(): string {
    const rows = [...this.#scanned].map(([kind, { chunks, bytes }]) => {
      const leaks = this.leaks(kind)
      const where = [...new Set(leaks.map((leak) => leak.where))]
      const found = leaks.length === 0 ? 'nothing' : `${leaks.length} (${where.slice(0, 5).join(', ')})`
      return `${kind.padEnd(40)} ${String(chunks).padStart(7)} chunks ${String(bytes).padStart(11)} bytes: ${found}`
    })
    return rows.join('\n')
  }
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
