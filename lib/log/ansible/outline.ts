/** Index of the plays, tasks and results in a log, for folding and filtering it. */

import { detachString } from '../lines'
import type { AnsibleEvent, ResultStatus } from './event'

/** `end` is the recap that ends plays and tasks. */
export type OutlineKind = 'play' | 'task' | 'end' | ResultStatus

/** Entries in the order of the log. A column for each field, since a log may have a million results. */
export interface OutlineColumns {
  /** First line of each entry, from 0. */
  line: number[]
  /** Number of lines of each entry. */
  lines: number[]
  /** Index of its host in `hosts`; -1 for plays and tasks. */
  host: number[]
  kind: OutlineKind[]
}

/** Consecutive entries of an outline, and all its hosts. */
export interface OutlineChunk extends OutlineColumns {
  /** Index of the first entry. */
  at: number
  hosts: string[]
}

/** Four numbers each: 32 MB. Results of a longer log are not listed. */
const MAX_ENTRIES = 1_000_000
const CHUNK_ENTRIES = 20_000

export class Outline {
  readonly #columns: OutlineColumns = { line: [], lines: [], host: [], kind: [] }
  /** Index by name, in the order of the log. */
  readonly #hosts = new Map<string, number>()

  get length(): number {
    return this.#columns.kind.length
  }

  /** Adds one of the parser's events. */
  add(event: AnsibleEvent): void {
    if (this.length >= MAX_ENTRIES) return
    const { type, line } = event
    if (type === 'play' || type === 'task') this.#push(line, 1, -1, type)
    else if (type === 'recap-start') this.#push(line, 1, -1, 'end')
    else if (type === 'result') this.#push(line, event.lines, this.#indexOf(event.host), event.status)
  }

  /** The entries starting at an index, at most `CHUNK_ENTRIES`. */
  chunk(at: number): OutlineChunk {
    const { line, lines, host, kind } = this.#columns
    const end = at + CHUNK_ENTRIES
    return {
      at,
      hosts: [...this.#hosts.keys()],
      line: line.slice(at, end),
      lines: lines.slice(at, end),
      host: host.slice(at, end),
      kind: kind.slice(at, end),
    }
  }

  #push(line: number, lines: number, host: number, kind: OutlineKind) {
    this.#columns.line.push(line - 1)
    this.#columns.lines.push(lines)
    this.#columns.host.push(host)
    this.#columns.kind.push(kind)
  }

  #indexOf(name: string): number {
    const known = this.#hosts.get(name)
    if (known !== undefined) return known
    this.#hosts.set(detachString(name), this.#hosts.size)
    return this.#hosts.size - 1
  }
}
