/** What a run's log holds, line by line: plays, tasks and each host's results; for folding it and for showing parts of it. */
import type { AnsibleEvent } from '@/lib/ansible/event'
import { createParser, type Parser } from '@/lib/ansible/output'
import { type OutlinePiece, RESULT_STATUSES } from '@/lib/contract/log'
import type { ShownLines } from './shown-lines'

type Result = Extract<AnsibleEvent, { type: 'result' }>

/** @param from a line in column 0 outside of any answer, such as a task's banner, or 0 */
export async function* outlineLog(
  lines: Pick<ShownLines, 'stretches'>,
  from: number,
): AsyncGenerator<OutlinePiece> {
  const outline = new Outline(from)
  for await (const { bytes } of lines.stretches(from)) {
    outline.push(bytes)
    yield outline.taken()
  }
  outline.end()
  yield outline.taken()
}

class Outline {
  readonly #parser: Parser = createParser((event) => this.#take(event), { isWanted: () => false })
  readonly #hosts = new Map<string, number>()
  #piece: OutlinePiece = empty()
  /** Its end is known when the next event comes: an answer may take many lines. */
  #open: { line: number; end: number; result: Result } | undefined
  #last = 0

  constructor(private readonly from: number) {}

  push(bytes: Uint8Array): void {
    this.#parser.push(bytes)
  }

  end(): void {
    this.#parser.end()
    this.#close(Number.MAX_SAFE_INTEGER)
  }

  /** What was found since it was asked last. */
  taken(): OutlinePiece {
    const piece = { ...this.#piece, through: this.from + this.#parser.lines }
    this.#piece = empty()
    this.#last = 0
    return piece
  }

  #take(event: AnsibleEvent): void {
    const line = this.from + event.line - 1
    this.#close(line)
    const { type } = event
    if (type === 'play' || type === 'task') this.#piece.banners.push({ line, kind: type })
    else if (type === 'recap-start') this.#piece.banners.push({ line, kind: 'end' })
    else if (type === 'result')
      this.#open = { line, end: this.from + Math.max(event.line, this.#parser.lines), result: event }
  }

  #close(before: number): void {
    const open = this.#open
    if (!open) return
    this.#open = undefined
    const length = Math.max(1, Math.min(open.end, before) - open.line)
    const status = RESULT_STATUSES.indexOf(open.result.status)
    this.#piece.results.push(open.line - this.#last, length, this.#host(open.result.host), status)
    this.#last = open.line
  }

  #host(name: string): number {
    const known = this.#hosts.get(name)
    if (known !== undefined) return known
    this.#hosts.set(name, this.#hosts.size)
    this.#piece.hosts.push(name)
    return this.#hosts.size - 1
  }
}

const empty = (): OutlinePiece => ({ through: 0, banners: [], hosts: [], results: [] })
